Feature: Keepalive
  An entry of which nothing was heard for longer than the keepalive is stale and removed at the next tick (SPEC section 11).

  @id:keepalive-stale @CCB-KAL-01 @CCB-KAL-04 @CCB-TIM-10 @CCB-TIM-07
  Scenario: A stale entry goes at a tick, and the one behind becomes first there
    Given queue billing has this record
      | calling line id              | 8005551212 |
      | longest time without contact | 60 seconds |
    When CallbackEntry puts caller Ann in queue billing with an estimated wait of 300 seconds
    And CallbackEntry puts caller Bob in queue billing with an estimated wait of 300 seconds
    And 30 seconds later CallbackWait asks how long caller Bob still waits
    Then 1 callers are before caller Bob
    When 31 seconds later nobody has asked for anything
    Then caller Ann waits still
    When 4 seconds later CallbackWait asks how long caller Bob still waits
    Then 1 callers are before caller Bob
    When 5 seconds later CallbackWait asks how long caller Bob still waits
    Then 0 callers are before caller Bob
    And 300 seconds of waiting are told
    And caller Ann is gone as stale
    When CallbackWait asks how long caller Ann still waits
    Then it is refused: not in queue
    When 10 seconds later CallbackWait asks how long caller Bob still waits
    Then 290 seconds of waiting are told

  @id:keepalive-pending @CCB-KAL-02 @CCB-KAL-01
  Scenario Outline: A stale entry's callback that is <state> is canceled by time-out, and nobody is called back
    Given queue billing has this record
      | calling line id                          | 8005551212  |
      | largest share of callbacks               | 100 percent |
      | shortest wait that is offered a callback | 0 seconds   |
      | longest time without contact             | 60 seconds  |
    When CallbackEntry puts the caller in queue billing with an estimated wait of 180 seconds
    And CallbackEntry asks whether the caller may be offered a callback
    And 1 second later CallbackEntry registers the caller's callback
    And 1 second later <before>
    And 58 seconds later nobody has asked for anything
    Then the caller's callback is <state>
    When 20 seconds later nobody has asked for anything
    Then the caller's callback is canceled, time out
    And the caller is gone as stale
    When 1 second later CallbackWait calls the caller back
    Then it is refused: not in queue

    Examples:
      | before                                               | state       |
      | CallbackWait asks how long the caller still waits    | pending     |
      | CallbackWait calls the caller back                   | in progress |

  @id:keepalive-complete @CCB-KAL-01 @CCB-KAL-02
  Scenario: A stale entry's callback that was connected stays as it is
    Given queue billing has this record
      | calling line id                          | 8005551212  |
      | largest share of callbacks               | 100 percent |
      | shortest wait that is offered a callback | 0 seconds   |
      | longest time without contact             | 60 seconds  |
    When CallbackEntry puts the caller in queue billing with an estimated wait of 180 seconds
    And CallbackEntry asks whether the caller may be offered a callback
    And 1 second later CallbackEntry registers the caller's callback
    And 1 second later CallbackWait calls the caller back
    And 1 second later CallbackWait reports that the caller answered and is connected
    And 75 seconds later nobody has asked for anything
    Then the caller is gone as stale
    And the caller's callback is complete, connected

  @id:keepalive-music @CCB-KAL-03
  Scenario: Music loops of 124 seconds keep a caller for an hour
    Given queue billing offers every caller a callback
    When CallbackEntry puts the caller in queue billing with an estimated wait of 180 seconds
    And 2 seconds later CallbackQueue plays 30 loops of 124 seconds to the caller, and asks after each
    Then 0 callers are before the caller
    And the caller waits still

  @id:keepalive-refused-contact @CCB-KAL-03 @CCB-TRN-05
  Scenario: A refused request is contact all the same
    Given queue billing has this record
      | calling line id              | 8005551212 |
      | longest time without contact | 60 seconds |
    When CallbackEntry puts the caller in queue billing with an estimated wait of 300 seconds
    And 50 seconds later CallbackWait calls the caller back
    Then it is refused: no callback
    When 50 seconds later nobody has asked for anything
    Then the caller waits still
    Given in the next request the number to call is "none"
    When CallbackEntry registers the caller's callback
    Then it is refused: invalid parameter
    When 50 seconds later nobody has asked for anything
    Then the caller waits still
    When 20 seconds later nobody has asked for anything
    Then the caller is gone as stale

  @id:keepalive-exact @cap:test-clock-timer @CCB-KAL-04 @CCB-CLK-03 @CCB-KAL-01
  Scenario: An entry whose last contact is exactly the keepalive ago is not stale
    Given it is 10:00:00, and the timer starts to tick every 10 seconds
    And queue billing has this record
      | calling line id              | 8005551212 |
      | longest time without contact | 60 seconds |
    When CallbackEntry puts the caller in queue billing with an estimated wait of 300 seconds
    And at 10:01:00 nobody has asked for anything
    Then the caller waits still
    When at 10:01:09.999 nobody has asked for anything
    Then the caller waits still
    When at 10:01:10 nobody has asked for anything
    Then the caller is gone as stale
