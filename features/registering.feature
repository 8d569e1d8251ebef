Feature: Registering a callback
  A caller who takes the offer leaves a number and a recorded name (SPEC section 6).

  @id:register-keeps-place @CCB-ADD-01 @CCB-ADD-02 @CCB-ADD-03 @CCB-ADD-06 @CCB-ADD-07 @CCB-TIM-06
  Scenario: A callback is pending, keeps its place, and is registered once
    Given queue billing offers every caller a callback
    When CallbackEntry puts caller Ann in queue billing with an estimated wait of 300 seconds
    And 1 second later CallbackEntry puts caller Bob in queue billing with an estimated wait of 300 seconds
    And CallbackEntry asks whether caller Ann may be offered a callback
    And 11 seconds later CallbackWait asks how long caller Ann still waits
    Then 141 seconds of waiting are told
    When 1 second later CallbackEntry registers caller Ann's callback
    Then it is answered "valid"
    And caller Ann's callback is pending
    When CallbackWait asks how long caller Ann still waits
    Then 141 seconds of waiting are told
    And 0 callers are before caller Ann
    When 1 second later CallbackEntry registers caller Ann's callback
    Then it is refused: duplicate record
    When 6 seconds later CallbackWait asks how long caller Ann still waits
    Then 41 seconds of waiting are told

  @id:register-without-offer @CCB-ADD-04
  Scenario: Who was never asked about is not registered
    Given queue billing offers every caller a callback
    When CallbackEntry puts the caller in queue billing with an estimated wait of 180 seconds
    And CallbackEntry registers the caller's callback
    Then it is answered "no_validation"
    And the caller has no callback

  @id:register-scheduled @CCB-ADD-05
  Scenario: Callbacks at a time of the caller's choice are outside the feature, whatever else there is to say
    Given queue billing offers every caller a callback
    When CallbackEntry puts the caller in queue billing with an estimated wait of 180 seconds
    And CallbackEntry registers the caller's callback for "2015-12-15T09:00:00"
    Then it is answered "invalid_time"
    And the caller has no callback
    When CallbackEntry asks whether the caller may be offered a callback
    And 1 second later CallbackEntry registers the caller's callback for "2015-12-15T09:00:00"
    Then it is answered "invalid_time"
    And the caller has no callback
    When 1 second later CallbackEntry registers the caller's callback
    Then it is answered "valid"
    When 1 second later CallbackEntry registers the caller's callback for "2015-12-15T09:00:00"
    Then it is answered "invalid_time"
    And the caller's callback is pending

  @id:register-refused @CCB-ADD-08 @CCB-TRN-04 @CCB-TRN-05 @CCB-TRN-10
  Scenario Outline: A callback with <what> is refused
    Given queue billing offers every caller a callback
    When CallbackEntry puts the caller in queue billing with an estimated wait of 180 seconds
    And CallbackEntry asks whether the caller may be offered a callback
    Given in the next request <detail> is "<value>"
    When 1 second later CallbackEntry registers the caller's callback
    Then it is refused: <refusal>
    And the caller has no callback

    Examples:
      | what                        | detail             | value                             | refusal           |
      | letters in its number       | the number to call | 5008x                             | invalid parameter |
      | a blank in its number       | the number to call | 50 08                             | invalid parameter |
      | no number                   | the number to call |                                   | missing parameter |
      | a number of 33 signs        | the number to call | 123456789012345678901234567890123 | invalid parameter |
      | a callid that is none       | the callid         | x                                 | invalid parameter |

  @id:register-long-name @CCB-ADD-08 @CCB-TRN-10
  Scenario: A recorded name's address has at most 255 characters, and may be missing
    Given queue billing offers every caller a callback
    When CallbackEntry puts caller Ann in queue billing with an estimated wait of 180 seconds
    And CallbackEntry asks whether caller Ann may be offered a callback
    Given in the next request the recorded name is 256 characters long
    When 1 second later CallbackEntry registers caller Ann's callback
    Then it is refused: invalid parameter
    Given in the next request the recorded name is 255 characters long
    When 1 second later CallbackEntry registers caller Ann's callback
    Then it is answered "valid"
    When CallbackEntry puts caller Bob in queue billing with an estimated wait of 180 seconds
    And CallbackEntry asks whether caller Bob may be offered a callback
    Given the next request leaves out the recorded name
    When 1 second later CallbackEntry registers caller Bob's callback
    Then it is answered "valid"
    When 1 second later CallbackWait asks how long caller Bob still waits
    Then 1 callers are before caller Bob

  @id:register-number-signs @CCB-ADD-08 @CCB-ADD-02
  Scenario: A number may hold plus, star and hash, and 32 signs
    Given queue billing offers every caller a callback
    When CallbackEntry puts the caller in queue billing with an estimated wait of 180 seconds
    And CallbackEntry asks whether the caller may be offered a callback
    Given in the next request the number to call is "+1*234567890123456789012345678#0"
    When 1 second later CallbackEntry registers the caller's callback
    Then it is answered "valid"

  @id:register-unknown @CCB-TRN-04
  Scenario: A callback for a call that was never seen, or has left, is refused
    Given queue billing offers every caller a callback
    When CallbackEntry registers caller Ann's callback
    Then it is refused: unknown callid
    When CallbackEntry puts caller Ann in queue billing with an estimated wait of 180 seconds
    And 1 second later caller Ann hangs up, and CallbackEntry lets the call leave
    And 1 second later CallbackEntry registers caller Ann's callback
    Then it is refused: not in queue
