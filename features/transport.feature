Feature: Transport
  Requests and answers, in whatever dialect the servlet speaks (SPEC section 2).

  @id:transport-get @cap:form-dialect @CCB-TRN-01 @CCB-TRN-02 @CCB-TRN-11
  Scenario: A whole callback by GET instead of POST
    Given the next request is sent by GET
    And queue billing offers every caller a callback
    And the next request is sent by GET
    When CallbackEntry puts the caller in queue billing with an estimated wait of 180 seconds
    Given the next request is sent by GET
    When CallbackEntry asks whether the caller may be offered a callback
    Then a callback may be offered
    Given the next request is sent by GET
    When 1 second later CallbackEntry registers the caller's callback
    Then it is answered "valid"
    Given the next request is sent by GET
    When 1 second later CallbackWait calls the caller back
    Then the caller's callback is in progress
    Given the next request is sent by GET
    When 1 second later CallbackWait asks how long the caller still waits
    Then 0 callers are before the caller
    Given the next request is sent by GET
    When 1 second later the caller hangs up, and CallbackQueue lets the call leave
    Then it is answered "done"

  @id:transport-first-value @cap:form-dialect @CCB-TRN-06 @CCB-TRN-11
  Scenario: Of a parameter that comes twice the first value counts, and one that a method does not know is ignored
    Given the next request tells the estimated wait again, as "200"
    And in the next request the recorded name is "somewhere"
    When CallbackEntry puts the caller in queue billing with an estimated wait of 180 seconds
    And CallbackWait asks how long the caller still waits
    Then 180 seconds of waiting are told

  @id:transport-empty-value @CCB-TRN-06
  Scenario: An empty value counts as absent
    Given in the next request the calling number is ""
    When CallbackEntry puts the caller in queue billing with an estimated wait of 180 seconds
    Then the caller waits still
    Given queue billing offers every caller a callback
    When CallbackEntry asks whether the caller may be offered a callback
    Then no callback may be offered
    And the caller's validation status is 2

  @id:transport-long-value @CCB-TRN-09
  Scenario: A value of more than 1,024 characters is refused, and the servlet goes on
    Given in the next request the calling number is 1025 characters long
    When CallbackEntry puts the caller in queue billing with an estimated wait of 180 seconds
    Then it is refused: invalid parameter
    When CallbackEntry puts the caller in queue billing with an estimated wait of 180 seconds
    Then the caller waits still

  @id:transport-order-of-refusals @CCB-TRN-04
  Scenario: Where several reasons apply, the callid is told first, and what is not seen before what it has not
    Given in the next request the callid is "x"
    And in the next request the estimated wait is "x"
    When CallbackEntry puts the caller in queue billing with an estimated wait of 180 seconds
    Then it is refused: invalid parameter
    Given in the next request the number to call is "x"
    When CallbackEntry registers the caller's callback
    Then it is refused: invalid parameter
    When CallbackEntry registers the caller's callback
    Then it is refused: unknown callid

  @id:transport-verbs @CCB-TRN-09
  Scenario Outline: A request by <verb> is turned away, and the servlet goes on
    When CallbackEntry puts the caller in queue billing with an estimated wait of 180 seconds
    And somebody sends a request by <verb>
    Then it is turned away with status 405
    When 1 second later CallbackWait asks how long the caller still waits
    Then 0 callers are before the caller

    Examples:
      | verb   |
      | PUT    |
      | DELETE |
      | HEAD   |

  @id:transport-large-body @cap:request-body @CCB-TRN-09 @CCB-TRN-12
  Scenario: A body of more than 64 KiB is turned away, and the servlet goes on
    When CallbackEntry puts the caller in queue billing with an estimated wait of 180 seconds
    And somebody sends a body of 65537 bytes
    Then it is turned away with status 413
    When 1 second later CallbackWait asks how long the caller still waits
    Then 0 callers are before the caller
