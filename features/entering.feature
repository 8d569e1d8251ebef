Feature: Entering a queue
  CallbackEntry enters every caller, whether or not a callback will be offered (SPEC section 3).

  @id:enter-one-row @CCB-TRN-03 @CCB-ENQ-01 @CCB-ENQ-02 @CCB-ENQ-03 @CCB-ENQ-07 @CCB-LVQ-03
  Scenario: A caller is entered without any record of the queue, and leaves without a callback
    When CallbackEntry puts the caller in queue billing with an estimated wait of 180 seconds
    Then the caller has no callback
    And the caller waits still
    When 5 seconds later CallbackWait asks how long the caller still waits
    Then 0 callers are before the caller
    When 1 second later the caller hangs up, and CallbackEntry lets the call leave
    Then the caller has no callback

  @id:enter-in-order @CCB-ENQ-04 @CCB-GST-03 @CCB-LVQ-01
  Scenario: Callers stand in the order in which they came, and move up
    When CallbackEntry puts caller Ann in queue billing with an estimated wait of 300 seconds
    And 1 second later CallbackEntry puts caller Bob in queue billing with an estimated wait of 300 seconds
    And 1 second later CallbackEntry puts caller Cid in queue billing with an estimated wait of 300 seconds
    And CallbackWait asks how long caller Ann still waits
    Then 0 callers are before caller Ann
    When CallbackWait asks how long caller Bob still waits
    Then 1 callers are before caller Bob
    When CallbackWait asks how long caller Cid still waits
    Then 2 callers are before caller Cid
    When 1 second later caller Bob hangs up, and CallbackEntry lets the call leave
    And CallbackWait asks how long caller Ann still waits
    Then 0 callers are before caller Ann
    When CallbackWait asks how long caller Cid still waits
    Then 1 callers are before caller Cid

  @id:enter-twice @CCB-ENQ-05 @CCB-TRN-05
  Scenario: A caller who is in a queue already is refused and keeps the place
    When CallbackEntry puts caller Ann in queue billing with an estimated wait of 300 seconds
    And 1 second later CallbackEntry puts caller Bob in queue billing with an estimated wait of 300 seconds
    And 1 second later CallbackEntry puts caller Ann in queue billing with an estimated wait of 200 seconds
    Then it is refused: duplicate record
    When CallbackEntry puts caller Ann in queue sales with an estimated wait of 200 seconds
    Then it is refused: duplicate record
    When CallbackWait asks how long caller Ann still waits
    Then 0 callers are before caller Ann
    When CallbackWait asks how long caller Bob still waits
    Then 1 callers are before caller Bob

  @id:enter-refused @CCB-ENQ-06 @CCB-TRN-04 @CCB-TRN-05 @CCB-TRN-10
  Scenario Outline: Entering with <what> is refused and stores nothing
    Given in the next request <detail> is "<value>"
    When CallbackEntry puts the caller in queue billing with an estimated wait of 180 seconds
    Then it is refused: <refusal>
    When CallbackWait asks how long the caller still waits
    Then it is refused: unknown callid

    Examples:
      | what                    | detail                | value                             | refusal           |
      | a callid too short      | the callid            | 064CD880000100000000025308C6C90   | invalid parameter |
      | a callid too long       | the callid            | 064CD880000100000000025308C6C90A0 | invalid parameter |
      | a callid of other signs | the callid            | 064CD880000100000000025308C6C90G  | invalid parameter |
      | an empty callid         | the callid            |                                   | missing parameter |
      | no queue name           | the name of the queue |                                   | missing parameter |
      | a negative wait         | the estimated wait    | -1                                | invalid parameter |
      | a signed wait           | the estimated wait    | +180                              | invalid parameter |
      | a broken wait           | the estimated wait    | 1.5                               | invalid parameter |
      | a wait with a blank     | the estimated wait    | 1 80                              | invalid parameter |
      | a wait too long         | the estimated wait    | 32768                             | invalid parameter |
      | a wait in words         | the estimated wait    | long                              | invalid parameter |
      | an empty wait           | the estimated wait    |                                   | missing parameter |

  @id:enter-without @CCB-ENQ-06 @CCB-TRN-04 @CCB-TRN-05
  Scenario Outline: Entering without <detail> is refused and stores nothing
    Given the next request leaves out <detail>
    When CallbackEntry puts the caller in queue billing with an estimated wait of 180 seconds
    Then it is refused: missing parameter
    When CallbackWait asks how long the caller still waits
    Then it is refused: unknown callid

    Examples:
      | detail                |
      | the callid            |
      | the name of the queue |
      | the estimated wait    |

  @id:enter-long-queue-name @CCB-TRN-10
  Scenario: A queue's name has at most 40 characters
    Given in the next request the name of the queue is 41 characters long
    When CallbackEntry puts the caller in queue billing with an estimated wait of 180 seconds
    Then it is refused: invalid parameter
    Given in the next request the name of the queue is 40 characters long
    When CallbackEntry puts the caller in queue billing with an estimated wait of 180 seconds
    Then the caller waits still

  @id:enter-longest-wait @CCB-ENQ-03 @CCB-ENQ-06
  Scenario Outline: A wait of <ewt> seconds is at the edge and allowed
    When CallbackEntry puts the caller in queue billing with an estimated wait of <ewt> seconds
    Then the caller waits still

    Examples:
      | ewt   |
      | 0     |
      | 32767 |

  @id:enter-small-letters @CCB-ENQ-06
  Scenario: The case of a callid's digits carries no meaning
    Given the next request spells its callid in small letters
    When CallbackEntry puts the caller in queue billing with an estimated wait of 180 seconds
    And 1 second later CallbackWait asks how long the caller still waits
    Then 0 callers are before the caller
    Given the next request spells its callid in small letters
    When 1 second later CallbackWait asks how long the caller still waits
    Then 0 callers are before the caller
    When 1 second later CallbackEntry puts the caller in queue billing with an estimated wait of 180 seconds
    Then it is refused: duplicate record

  @id:enter-two-queues @CCB-ENQ-08 @CCB-TIM-08
  Scenario: Two queues side by side leave each other alone
    When CallbackEntry puts caller Ann in queue billing with an estimated wait of 300 seconds
    And 1 second later CallbackEntry puts caller Bob in queue sales with an estimated wait of 120 seconds
    And CallbackWait asks how long caller Ann still waits
    Then 0 callers are before caller Ann
    When CallbackWait asks how long caller Bob still waits
    Then 0 callers are before caller Bob
    When 14 seconds later CallbackWait asks how long caller Ann still waits
    Then 291 seconds of waiting are told
    When CallbackWait asks how long caller Bob still waits
    Then 112 seconds of waiting are told
    When 1 second later caller Bob hangs up, and CallbackEntry lets the call leave
    And 9 seconds later CallbackWait asks how long caller Ann still waits
    Then 281 seconds of waiting are told

  @id:enter-again @CCB-ENQ-09 @CCB-ROW-01 @CCB-LVQ-04
  Scenario: A call that has left enters again as a new call, with nothing of the earlier one
    Given queue billing offers every caller a callback
    When CallbackEntry puts the caller in queue billing with an estimated wait of 180 seconds
    And CallbackEntry asks whether the caller may be offered a callback
    Then a callback may be offered
    When 1 second later CallbackEntry registers the caller's callback
    And 1 second later the caller hangs up, and CallbackEntry lets the call leave
    Then the caller's callback is canceled, call abandon
    When 5 seconds later CallbackEntry puts the caller in queue billing with an estimated wait of 180 seconds
    Then the caller has no callback
    And the caller's validation status is 0
    When 1 second later CallbackEntry registers the caller's callback
    Then it is answered "no_validation"
    When 2 seconds later CallbackWait asks how long the caller still waits
    Then 0 callers are before the caller
