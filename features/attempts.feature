Feature: Attempts to reach the caller
  CallbackWait tells the servlet how each attempt went; a failed one is followed by another as long as its reason has attempts left (SPEC section 7).

  @id:attempt-busy-then-connected @CCB-UPD-01 @CCB-UPD-02 @CCB-UPD-04 @CCB-UPD-05 @CCB-UPD-06 @CCB-UPD-13 @CCB-GST-06
  Scenario: A caller is busy once, and is reached after the retry interval
    Given queue billing has this record
      | calling line id                          | 8005551212                   |
      | largest share of callbacks               | 100 percent                  |
      | shortest wait that is offered a callback | 0 seconds                    |
      | longest time without contact             | 300 seconds                  |
      | attempts while busy                      | 2 attempts, 20 seconds apart |
    When CallbackEntry puts the caller in queue billing with an estimated wait of 90 seconds
    And CallbackEntry asks whether the caller may be offered a callback
    And 1 second later CallbackEntry registers the caller's callback
    And 14 seconds later CallbackWait asks how long the caller still waits
    Then it is the caller's turn
    When 1 second later CallbackWait calls the caller back
    Then the caller's callback is in progress
    And 1 attempts were begun for the caller
    When 4 seconds later CallbackWait reports that the caller is busy
    Then another attempt follows
    And the caller's callback is pending, busy
    When 5 seconds later CallbackWait asks how long the caller still waits
    Then 20 seconds of waiting are told
    When 6 seconds later CallbackWait asks how long the caller still waits
    Then 11 seconds of waiting are told
    When 10 seconds later CallbackWait asks how long the caller still waits
    Then 1 seconds of waiting are told
    When 10 seconds later CallbackWait asks how long the caller still waits
    Then it is the caller's turn
    When 1 second later CallbackWait calls the caller back
    Then 2 attempts were begun for the caller
    When 4 seconds later CallbackWait reports that the caller answered and is connected
    Then it is answered "success"
    And the caller's callback is complete, connected

  @id:attempt-used-up @CCB-UPD-06 @CCB-UPD-07 @CCB-UPD-10 @CCB-UPD-13 @CCB-SQD-02
  Scenario Outline: With the attempts of a record that tells none, the last time that the caller <failure> cancels the callback
    Given queue billing offers every caller a callback
    When CallbackEntry puts the caller in queue billing with an estimated wait of 90 seconds
    And CallbackEntry asks whether the caller may be offered a callback
    And 1 second later CallbackEntry registers the caller's callback
    And 1 second later CallbackWait calls the caller back
    And 1 second later CallbackWait reports that the caller <failure>
    Then another attempt follows
    And the caller's callback is pending, <cause>
    When 1 second later CallbackWait calls the caller back
    And 1 second later CallbackWait reports that the caller <failure>
    Then another attempt follows
    When 1 second later CallbackWait calls the caller back
    And 1 second later CallbackWait reports that the caller <failure>
    Then <third> attempt follows
    And the caller's callback is <after third>, <cause>

    Examples:
      | failure                                  | cause       | third      | after third |
      | is busy                                  | busy        | another    | pending     |
      | does not answer                          | no answer   | another    | pending     |
      | cannot be reached, all trunks being busy | trunks busy | another    | pending     |
      | cannot be reached after an error         | error       | another    | pending     |
      | does not respond                         | no response | no further | canceled    |

  @id:attempt-fourth @CCB-UPD-07 @CCB-UPD-10 @CCB-UPD-13
  Scenario Outline: The fourth time that the caller <failure> cancels the callback, and the call never reaches an agent
    Given queue billing offers every caller a callback
    When CallbackEntry puts the caller in queue billing with an estimated wait of 90 seconds
    And CallbackEntry asks whether the caller may be offered a callback
    And 1 second later CallbackEntry registers the caller's callback
    And 1 second later CallbackWait calls the caller back
    And 1 second later CallbackWait reports that the caller <failure>
    And 1 second later CallbackWait calls the caller back
    And 1 second later CallbackWait reports that the caller <failure>
    And 1 second later CallbackWait calls the caller back
    And 1 second later CallbackWait reports that the caller <failure>
    And 1 second later CallbackWait calls the caller back
    Then 4 attempts were begun for the caller
    When 2 seconds later CallbackWait reports that the caller <failure>
    Then no further attempt follows
    And the caller's callback is canceled, <cause>
    When 1 second later CallbackWait asks how long the caller still waits
    Then it is refused: not in queue

    Examples:
      | failure                                  | cause       |
      | is busy                                  | busy        |
      | does not answer                          | no answer   |
      | cannot be reached, all trunks being busy | trunks busy |
      | cannot be reached after an error         | error       |

  @id:attempt-one-at-most @CCB-UPD-16 @CCB-UPD-07
  Scenario Outline: With <attempts> attempts the first failure cancels
    Given queue billing has this record
      | calling line id                          | 8005551212                             |
      | largest share of callbacks               | 100 percent                            |
      | shortest wait that is offered a callback | 0 seconds                              |
      | attempts without answer                  | <attempts> attempts, 300 seconds apart |
    When CallbackEntry puts the caller in queue billing with an estimated wait of 90 seconds
    And CallbackEntry asks whether the caller may be offered a callback
    And 1 second later CallbackEntry registers the caller's callback
    And 1 second later CallbackWait calls the caller back
    And 1 second later CallbackWait reports that the caller does not answer
    Then no further attempt follows
    And the caller's callback is canceled, no answer

    Examples:
      | attempts |
      | 0        |
      | 1        |

  @id:attempt-no-interval @CCB-UPD-16 @CCB-GST-06
  Scenario: A retry interval of no seconds never runs
    Given queue billing has this record
      | calling line id                          | 8005551212                  |
      | largest share of callbacks               | 100 percent                 |
      | shortest wait that is offered a callback | 0 seconds                   |
      | attempts while busy                      | 3 attempts, 0 seconds apart |
    When CallbackEntry puts the caller in queue billing with an estimated wait of 90 seconds
    And CallbackEntry asks whether the caller may be offered a callback
    And 1 second later CallbackEntry registers the caller's callback
    And 14 seconds later CallbackWait asks how long the caller still waits
    Then it is the caller's turn
    When 1 second later CallbackWait calls the caller back
    And 1 second later CallbackWait reports that the caller is busy
    Then another attempt follows
    When CallbackWait asks how long the caller still waits
    Then it is the caller's turn

  @id:attempt-counted-apart @CCB-UPD-08 @CCB-UPD-07
  Scenario: Attempts are counted by reason: busy, busy, no answer, busy leaves one busy of four
    Given queue billing offers every caller a callback
    When CallbackEntry puts the caller in queue billing with an estimated wait of 90 seconds
    And CallbackEntry asks whether the caller may be offered a callback
    And 1 second later CallbackEntry registers the caller's callback
    And 1 second later CallbackWait calls the caller back
    And 1 second later CallbackWait reports that the caller is busy
    And 1 second later CallbackWait calls the caller back
    And 1 second later CallbackWait reports that the caller is busy
    And 1 second later CallbackWait calls the caller back
    And 1 second later CallbackWait reports that the caller does not answer
    Then another attempt follows
    And the caller's callback is pending, no answer
    When 1 second later CallbackWait calls the caller back
    And 2 seconds later CallbackWait reports that the caller is busy
    Then another attempt follows
    And the caller's callback is pending, busy
    When 1 second later CallbackWait calls the caller back
    And 1 second later CallbackWait reports that the caller is busy
    Then no further attempt follows
    And the caller's callback is canceled, busy
    And 5 attempts were begun for the caller

  @id:attempt-canceled-at-once @CCB-UPD-09 @CCB-UPD-10
  Scenario Outline: A caller who <failure> is not tried again
    Given queue billing offers every caller a callback
    When CallbackEntry puts the caller in queue billing with an estimated wait of 90 seconds
    And CallbackEntry asks whether the caller may be offered a callback
    And 1 second later CallbackEntry registers the caller's callback
    And 1 second later CallbackWait calls the caller back
    And 1 second later CallbackWait reports that the caller <failure>
    Then no further attempt follows
    And the caller's callback is canceled, <cause>
    When 1 second later CallbackWait asks how long the caller still waits
    Then it is refused: not in queue
    When 1 second later CallbackWait calls the caller back
    Then it is refused: not in queue

    Examples:
      | failure              | cause           |
      | has an invalid number | invalid number  |
      | cancels the callback | caller canceled |

  @id:attempt-canceled-while-pending @CCB-UPD-09 @CCB-UPD-10 @CCB-LVQ-01
  Scenario: A caller cancels while the callback is pending, and those behind move up
    Given queue billing offers every caller a callback
    When CallbackEntry puts caller Ann in queue billing with an estimated wait of 200 seconds
    And CallbackEntry puts caller Bob in queue billing with an estimated wait of 200 seconds
    And CallbackEntry asks whether caller Ann may be offered a callback
    And 1 second later CallbackEntry registers caller Ann's callback
    And 1 second later CallbackWait reports that caller Ann cancels the callback
    Then no further attempt follows
    And caller Ann's callback is canceled, caller canceled
    When CallbackWait asks how long caller Bob still waits
    Then 0 callers are before caller Bob

  @id:attempt-set-back @CCB-UPD-05 @CCB-UPD-13 @CCB-UPD-04
  Scenario: A callback in progress is set back to pending, and begun again
    Given queue billing offers every caller a callback
    When CallbackEntry puts the caller in queue billing with an estimated wait of 90 seconds
    And CallbackEntry asks whether the caller may be offered a callback
    And 1 second later CallbackEntry registers the caller's callback
    And 1 second later CallbackWait calls the caller back
    And 1 second later CallbackWait sets the caller's callback back to pending
    Then it is answered "done"
    And the caller's callback is pending
    And 1 attempts were begun for the caller
    When 1 second later CallbackWait calls the caller back
    Then it is answered "done"
    And 2 attempts were begun for the caller

  @id:attempt-during-interval @CCB-UPD-15 @CCB-GST-06
  Scenario: An attempt while the retry interval runs is allowed and ends the interval
    Given queue billing offers every caller a callback
    When CallbackEntry puts the caller in queue billing with an estimated wait of 90 seconds
    And CallbackEntry asks whether the caller may be offered a callback
    And 1 second later CallbackEntry registers the caller's callback
    And 14 seconds later CallbackWait asks how long the caller still waits
    Then it is the caller's turn
    When 1 second later CallbackWait calls the caller back
    And 1 second later CallbackWait reports that the caller is busy
    And 1 second later CallbackWait asks how long the caller still waits
    Then 300 seconds of waiting are told
    When 2 seconds later CallbackWait calls the caller back
    Then it is answered "done"
    When CallbackWait asks how long the caller still waits
    Then it is the caller's turn

  @id:attempt-place-kept @CCB-UPD-14 @CCB-UPD-03 @CCB-TIM-09
  Scenario: Who is connected, dropped and added keeps the place until an agent is reached
    Given queue billing offers every caller a callback
    When CallbackEntry puts caller Ann in queue billing with an estimated wait of 200 seconds
    And CallbackEntry puts caller Bob in queue billing with an estimated wait of 200 seconds
    And CallbackEntry asks whether caller Ann may be offered a callback
    And 1 second later CallbackEntry registers caller Ann's callback
    And 1 second later CallbackWait calls caller Ann back
    And 1 second later CallbackWait reports that caller Ann answered and is connected
    And 1 second later CallbackWait drops caller Ann from the callbacks that wait
    Then it is answered "retry"
    When CallbackWait asks how long caller Bob still waits
    Then 1 callers are before caller Bob
    When 10 seconds later CallbackWait asks how long caller Bob still waits
    Then 191 seconds of waiting are told
    When 1 second later CallbackQueue adds caller Ann to the callers that wait for an agent
    Then it is answered "retry"
    When 10 seconds later CallbackWait asks how long caller Bob still waits
    Then 181 seconds of waiting are told
    When 1 second later caller Ann reaches an agent and CallbackQueue lets the call leave
    Then caller Ann's callback is complete, connected
    When CallbackWait asks how long caller Bob still waits
    Then 0 callers are before caller Bob

  @id:attempt-not-allowed @cap:strict-transitions @CCB-UPD-11 @CCB-TRN-05
  Scenario Outline: A callback that is <state> does not go on where <what>
    Given queue billing offers every caller a callback
    When CallbackEntry puts the caller in queue billing with an estimated wait of 90 seconds
    And CallbackEntry asks whether the caller may be offered a callback
    And 1 second later CallbackEntry registers the caller's callback
    And 1 second later <before>
    And 1 second later <step>
    Then it is refused: illegal transition
    And the caller's callback is <state>

    Examples:
      | what                       | before                                       | step                                                               | state       |
      | it is connected at once    | nobody has asked for anything                | CallbackWait reports that the caller answered and is connected     | pending     |
      | it fails at once           | nobody has asked for anything                | CallbackWait reports that the caller is busy                       | pending     |
      | its number is invalid      | nobody has asked for anything                | CallbackWait reports that the caller has an invalid number         | pending     |
      | it is pending again        | nobody has asked for anything                | CallbackWait sets the caller's callback back to pending            | pending     |
      | it is dropped at once      | nobody has asked for anything                | CallbackWait drops the caller from the callbacks that wait         | pending     |
      | it is added at once        | nobody has asked for anything                | CallbackQueue adds the caller to the callers that wait for an agent | pending     |
      | it is begun twice          | CallbackWait calls the caller back           | CallbackWait calls the caller back                                 | in progress |
      | it is dropped too early    | CallbackWait calls the caller back           | CallbackWait drops the caller from the callbacks that wait         | in progress |
      | it is added too early      | CallbackWait calls the caller back           | CallbackQueue adds the caller to the callers that wait for an agent | in progress |

  @id:attempt-not-after-complete @cap:strict-transitions @CCB-UPD-11 @CCB-TRN-05
  Scenario Outline: A callback that is complete does not go on where <what>
    Given queue billing offers every caller a callback
    When CallbackEntry puts the caller in queue billing with an estimated wait of 90 seconds
    And CallbackEntry asks whether the caller may be offered a callback
    And 1 second later CallbackEntry registers the caller's callback
    And 1 second later CallbackWait calls the caller back
    And 1 second later CallbackWait reports that the caller answered and is connected
    And 1 second later <step>
    Then it is refused: illegal transition
    And the caller's callback is complete, connected

    Examples:
      | what                 | step                                                           |
      | it is begun again    | CallbackWait calls the caller back                             |
      | it is connected anew | CallbackWait reports that the caller answered and is connected |
      | it fails             | CallbackWait reports that the caller does not answer           |
      | the caller cancels   | CallbackWait reports that the caller cancels the callback      |
      | it is pending again  | CallbackWait sets the caller's callback back to pending        |

  @id:attempt-refused @CCB-UPD-12 @CCB-TRN-04 @CCB-TRN-05
  Scenario Outline: A state with <what> is refused
    Given queue billing offers every caller a callback
    When CallbackEntry puts the caller in queue billing with an estimated wait of 90 seconds
    And CallbackEntry asks whether the caller may be offered a callback
    And 1 second later CallbackEntry registers the caller's callback
    Given in the next request the state is "<state>"
    And in the next request the cause is "<cause>"
    When 1 second later CallbackWait calls the caller back
    Then it is refused: <refusal>
    And the caller's callback is pending

    Examples:
      | what                           | state | cause | refusal           |
      | the number of no event         | 30    | 0     | invalid parameter |
      | the number of another event    | 20    | 0     | invalid parameter |
      | the tentative state            | 23    | 0     | invalid parameter |
      | no number                      | begun | 0     | invalid parameter |
      | no state at all                |       | 0     | missing parameter |
      | a cause that there is not      | 24    | 38    | invalid parameter |
      | a cause between the lists      | 24    | 1029  | invalid parameter |
      | a cause in words               | 24    | busy  | invalid parameter |
      | progress for a cause           | 22    | 5     | invalid parameter |
      | pending for a cause            | 21    | 27    | invalid parameter |
      | completion without a cause     | 24    | 0     | invalid parameter |
      | completion for another cause   | 24    | 1     | invalid parameter |
      | a drop for a cause             | 27    | 27    | invalid parameter |
      | an addition for a cause        | 28    | 5     | invalid parameter |

  @id:attempt-refused-unknown @CCB-UPD-12 @CCB-TRN-04
  Scenario: A state and a cause that do not go together are told before the call is looked for
    Given in the next request the cause is "5"
    When CallbackWait calls the caller back
    Then it is refused: invalid parameter
    When CallbackWait calls the caller back
    Then it is refused: unknown callid

  @id:attempt-without-callback @CCB-TRN-04 @CCB-TRN-05
  Scenario: An entry without a callback has no state to change
    When CallbackEntry puts the caller in queue billing with an estimated wait of 90 seconds
    And 1 second later CallbackWait calls the caller back
    Then it is refused: no callback
    And the caller has no callback
    When 1 second later the caller hangs up, and CallbackEntry lets the call leave
    And 1 second later CallbackWait calls the caller back
    Then it is refused: not in queue

  @id:attempt-cause-by-default @CCB-UPD-01 @CCB-UPD-04 @CCB-UPD-05
  Scenario: A state without a cause has cause 0
    Given queue billing offers every caller a callback
    When CallbackEntry puts the caller in queue billing with an estimated wait of 90 seconds
    And CallbackEntry asks whether the caller may be offered a callback
    And 1 second later CallbackEntry registers the caller's callback
    Given the next request leaves out the cause
    When 1 second later CallbackWait calls the caller back
    Then it is answered "done"
    And the caller's callback is in progress
