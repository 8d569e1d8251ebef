Feature: Waiting time
  At every tick of the timer the servlet calculates how long each entry still waits: R = p * D - F - C with D = EWT / N (SPEC section 10).

  @id:wait-alone @CCB-TRN-10 @CCB-TIM-02 @CCB-TIM-03 @CCB-TIM-06 @CCB-GST-01 @CCB-GST-02 @CCB-SQD-02
  Scenario: A lone caller's wait falls by the time in first place, and by the time after the callback once there is one
    Given queue billing offers every caller a callback
    When CallbackEntry puts the caller in queue billing with an estimated wait of 180 seconds
    And CallbackWait asks how long the caller still waits
    Then 180 seconds of waiting are told
    When 5 seconds later CallbackWait asks how long the caller still waits
    Then 180 seconds of waiting are told
    When 10 seconds later CallbackWait asks how long the caller still waits
    Then 171 seconds of waiting are told
    When CallbackEntry asks whether the caller may be offered a callback
    And 1 second later CallbackEntry registers the caller's callback
    And CallbackWait asks how long the caller still waits
    Then 171 seconds of waiting are told
    When 9 seconds later CallbackWait asks how long the caller still waits
    Then 71 seconds of waiting are told
    When 70 seconds later CallbackWait asks how long the caller still waits
    Then 1 seconds of waiting are told
    When 10 seconds later CallbackWait asks how long the caller still waits
    Then it is the caller's turn

  @id:wait-never-without-callback @CCB-GST-02 @CCB-GST-01
  Scenario: Without a callback it is never the caller's turn, and no wait is below 0
    When CallbackEntry puts the caller in queue billing with an estimated wait of 15 seconds
    And 25 seconds later CallbackWait asks how long the caller still waits
    Then 0 seconds of waiting are told

  @id:wait-second-place @CCB-TIM-05 @CCB-TIM-07 @CCB-TIM-08 @CCB-TIM-04
  Scenario: Three in line, two with callbacks: the second place has two thirds, and becomes first with a time of its own
    Given queue billing offers every caller a callback
    When CallbackEntry puts caller Ann in queue billing with an estimated wait of 300 seconds
    And CallbackEntry puts caller Bob in queue billing with an estimated wait of 300 seconds
    And CallbackEntry puts caller Cid in queue billing with an estimated wait of 300 seconds
    And CallbackEntry asks whether caller Bob may be offered a callback
    And CallbackEntry asks whether caller Cid may be offered a callback
    And 1 second later CallbackEntry registers caller Bob's callback
    And CallbackEntry registers caller Cid's callback
    And 19 seconds later CallbackWait asks how long caller Ann still waits
    Then 81 seconds of waiting are told
    When CallbackWait asks how long caller Bob still waits
    Then 91 seconds of waiting are told
    When CallbackWait asks how long caller Cid still waits
    Then 191 seconds of waiting are told
    When 2 seconds later caller Ann reaches an agent and CallbackQueue lets the call leave
    And CallbackWait asks how long caller Bob still waits
    Then 91 seconds of waiting are told
    And 0 callers are before caller Bob
    When 10 seconds later CallbackWait asks how long caller Bob still waits
    Then 53 seconds of waiting are told
    When CallbackWait asks how long caller Cid still waits
    Then 203 seconds of waiting are told

  @id:wait-newest-estimate @CCB-TIM-05 @CCB-TIM-08
  Scenario: The estimate of the call that entered last counts, even if it has left
    When CallbackEntry puts caller Ann in queue billing with an estimated wait of 300 seconds
    And 1 second later CallbackEntry puts caller Bob in queue billing with an estimated wait of 120 seconds
    And 10 seconds later CallbackWait asks how long caller Ann still waits
    Then 51 seconds of waiting are told
    When CallbackWait asks how long caller Bob still waits
    Then 111 seconds of waiting are told
    When 1 second later caller Bob hangs up, and CallbackEntry lets the call leave
    And 10 seconds later CallbackWait asks how long caller Ann still waits
    Then 101 seconds of waiting are told

  @id:wait-other-times @CCB-TIM-02 @CCB-SQD-01
  Scenario: Reconnect time and service level agreement are the queue's own
    Given queue billing has this record
      | calling line id                          | 8005551212  |
      | largest share of callbacks               | 100 percent |
      | shortest wait that is offered a callback | 0 seconds   |
      | time to reconnect                        | 17 seconds  |
      | service level agreement                  | 4 seconds   |
    When CallbackEntry puts the caller in queue billing with an estimated wait of 100 seconds
    And CallbackEntry asks whether the caller may be offered a callback
    And 1 second later CallbackEntry registers the caller's callback
    And 14 seconds later CallbackWait asks how long the caller still waits
    Then 70 seconds of waiting are told

  @id:wait-goes-on @CCB-TIM-09 @CCB-UPD-14
  Scenario: The timer goes on while the callback is in progress, complete, dropped and added
    Given queue billing offers every caller a callback
    When CallbackEntry puts the caller in queue billing with an estimated wait of 180 seconds
    And CallbackEntry asks whether the caller may be offered a callback
    And 1 second later CallbackEntry registers the caller's callback
    And 4 seconds later CallbackWait calls the caller back
    And 10 seconds later CallbackWait asks how long the caller still waits
    Then 81 seconds of waiting are told
    When 1 second later CallbackWait reports that the caller answered and is connected
    And 9 seconds later CallbackWait asks how long the caller still waits
    Then 71 seconds of waiting are told
    When 1 second later CallbackWait drops the caller from the callbacks that wait
    And 9 seconds later CallbackWait asks how long the caller still waits
    Then 61 seconds of waiting are told
    When 1 second later CallbackQueue adds the caller to the callers that wait for an agent
    And 9 seconds later CallbackQueue asks for the caller between two loops of music
    Then 51 seconds of waiting are told
    When 60 seconds later CallbackQueue asks for the caller between two loops of music
    Then it is the caller's turn
