Feature: The callback that was published
  On 14 December 2015 one preemptive callback was recorded on a CVP 10 system and published with its logs and rows: the only recording of a
  real system there is (SPEC section 17). A caller of queue billing would wait 180 seconds, is called back after 102, and waits 499 more for an agent.

  @id:published-callback
  @CCB-ENQ-02 @CCB-ENQ-03 @CCB-VAL-01 @CCB-VAL-02 @CCB-VAL-04 @CCB-VAL-05 @CCB-SQD-01 @CCB-ADD-01 @CCB-ADD-02 @CCB-ADD-03
  @CCB-ADD-07 @CCB-GST-01 @CCB-GST-02 @CCB-GST-03 @CCB-GST-04 @CCB-GST-05 @CCB-UPD-01 @CCB-UPD-02 @CCB-UPD-03 @CCB-UPD-04
  @CCB-UPD-05 @CCB-UPD-14 @CCB-LVQ-01 @CCB-LVQ-02 @CCB-LVQ-03 @CCB-TIM-02 @CCB-TIM-03 @CCB-TIM-04 @CCB-TIM-06 @CCB-TIM-09
  @CCB-KAL-03 @CCB-ROW-01 @CCB-ROW-02 @CCB-ROW-03
  Scenario: Every request of the published callback, at its time
    Given the caller calls from 5008
    And the caller's call came through gateway 10.201.198.21 at doclab with 100 trunks
    And it is 11:41:13, and the timer will tick at 11:41:53
    When at 11:41:18.810 CallbackEntry puts the caller in queue billing with an estimated wait of 180 seconds
    When at 11:41:18.888 CallbackEntry asks whether the caller may be offered a callback
    Then the record of the queue must be set first
    When at 11:41:18.888 CallbackEntry sets the record of queue billing
      | calling line id                          | 8005551212  |
      | largest share of callbacks               | 100 percent |
      | largest number of callbacks              | 9999999     |
      | shortest wait that is offered a callback | 0 seconds   |
      | time to reconnect                        | 30 seconds  |
      | service level agreement                  | 60 seconds  |
      | ring-no-answer timeout                   | 30 seconds  |
      | longest time without contact             | 180 seconds |
    When at 11:41:18.935 CallbackEntry asks whether the caller may be offered a callback
    Then a callback may be offered
    When at 11:41:55.314 CallbackEntry registers the caller's callback
    Then the caller's callback is pending
    When at 11:42:00.571 CallbackWait asks how long the caller still waits
    Then 145 seconds of waiting are told
    When at 11:42:15.641 CallbackWait asks how long the caller still waits
    Then 35 seconds of waiting are told
    When at 11:42:30.726 CallbackWait asks how long the caller still waits
    Then 25 seconds of waiting are told
    When at 11:42:45.796 CallbackWait asks how long the caller still waits
    Then 5 seconds of waiting are told
    When at 11:43:00.850 CallbackWait asks how long the caller still waits
    Then it is the caller's turn
    When at 11:43:00.850 CallbackWait calls the caller back
    Then the caller's callback is in progress
    When at 11:43:19.772 CallbackWait reports that the caller answered and is connected
    Then the caller's callback is complete, connected
    When at 11:43:19.819 CallbackWait drops the caller from the callbacks that wait
    When at 11:43:24.967 CallbackQueue adds the caller to the callers that wait for an agent
    Then the caller's callback is complete, connected
    When at 11:45:28.925 CallbackQueue asks for the caller between two loops of music
    Then it is the caller's turn
    When at 11:47:33.039 CallbackQueue asks for the caller between two loops of music
    Then it is the caller's turn
    When at 11:49:36.934 CallbackQueue asks for the caller between two loops of music
    Then it is the caller's turn
    When at 11:51:40.861 CallbackQueue asks for the caller between two loops of music
    Then it is the caller's turn
    When at 11:51:43.700 the caller reaches an agent and CallbackQueue lets the call leave
    Then the caller's callback is complete, connected

  @id:published-callback-with-ticks @cap:test-clock-timer @cap:diag-data
  @CCB-ENQ-02 @CCB-ENQ-03 @CCB-VAL-01 @CCB-VAL-02 @CCB-VAL-04 @CCB-VAL-05 @CCB-SQD-01 @CCB-ADD-01 @CCB-ADD-02 @CCB-ADD-03
  @CCB-ADD-07 @CCB-GST-01 @CCB-GST-02 @CCB-GST-03 @CCB-GST-04 @CCB-GST-05 @CCB-UPD-01 @CCB-UPD-02 @CCB-UPD-03 @CCB-UPD-04
  @CCB-UPD-05 @CCB-UPD-14 @CCB-LVQ-01 @CCB-LVQ-02 @CCB-LVQ-03 @CCB-TIM-02 @CCB-TIM-03 @CCB-TIM-04 @CCB-TIM-06 @CCB-TIM-09
  @CCB-KAL-03 @CCB-ROW-01 @CCB-ROW-02 @CCB-ROW-03 @CCB-DIA-04 @CCB-CLK-03
  Scenario: The published callback with all eighteen published ticks of the timer
    Given the caller calls from 5008
    And the caller's call came through gateway 10.201.198.21 at doclab with 100 trunks
    And it is 11:41:12.554, and the timer starts to tick every 10.14 seconds
    When at 11:41:18.810 CallbackEntry puts the caller in queue billing with an estimated wait of 180 seconds
    When at 11:41:18.888 CallbackEntry asks whether the caller may be offered a callback
    Then the record of the queue must be set first
    When at 11:41:18.888 CallbackEntry sets the record of queue billing
      | calling line id                          | 8005551212  |
      | largest share of callbacks               | 100 percent |
      | largest number of callbacks              | 9999999     |
      | shortest wait that is offered a callback | 0 seconds   |
      | time to reconnect                        | 30 seconds  |
      | service level agreement                  | 60 seconds  |
      | ring-no-answer timeout                   | 30 seconds  |
      | longest time without contact             | 180 seconds |
    When at 11:41:18.935 CallbackEntry asks whether the caller may be offered a callback
    Then a callback may be offered
    When at 11:41:55.314 CallbackEntry registers the caller's callback
    Then the caller's callback is pending
    When at 11:42:00.571 CallbackWait asks how long the caller still waits
    Then 145 seconds of waiting are told
    When the timer ticks at 11:42:03.254
    Then 45 seconds remain
    When the timer ticks at 11:42:13.394
    Then 35 seconds remain
    When at 11:42:15.641 CallbackWait asks how long the caller still waits
    Then 35 seconds of waiting are told
    When the timer ticks at 11:42:23.534
    Then 25 seconds remain
    When at 11:42:30.726 CallbackWait asks how long the caller still waits
    Then 25 seconds of waiting are told
    When the timer ticks at 11:42:33.674
    Then 15 seconds remain
    When the timer ticks at 11:42:43.814
    Then 5 seconds remain
    When at 11:42:45.796 CallbackWait asks how long the caller still waits
    Then 5 seconds of waiting are told
    When the timer ticks at 11:42:53.954
    Then -5 seconds remain
    When at 11:43:00.850 CallbackWait asks how long the caller still waits
    Then it is the caller's turn
    When at 11:43:00.850 CallbackWait calls the caller back
    Then the caller's callback is in progress
    When at 11:43:19.772 CallbackWait reports that the caller answered and is connected
    Then the caller's callback is complete, connected
    When at 11:43:19.819 CallbackWait drops the caller from the callbacks that wait
    When at 11:43:24.967 CallbackQueue adds the caller to the callers that wait for an agent
    Then the caller's callback is complete, connected
    When the timer ticks at 11:43:34.514
    Then -46 seconds remain
    When the timer ticks at 11:43:44.654
    Then -56 seconds remain
    When the timer ticks at 11:43:54.794
    Then -66 seconds remain
    When the timer ticks at 11:44:04.934
    Then -76 seconds remain
    When the timer ticks at 11:44:15.074
    Then -87 seconds remain
    When the timer ticks at 11:44:25.214
    Then -97 seconds remain
    When the timer ticks at 11:44:35.355
    Then -107 seconds remain
    When the timer ticks at 11:44:45.495
    Then -117 seconds remain
    When the timer ticks at 11:44:55.635
    Then -127 seconds remain
    When the timer ticks at 11:45:05.775
    Then -137 seconds remain
    When the timer ticks at 11:45:15.915
    Then -147 seconds remain
    When the timer ticks at 11:45:26.055
    Then -158 seconds remain
    When at 11:45:28.925 CallbackQueue asks for the caller between two loops of music
    Then it is the caller's turn
    When at 11:47:33.039 CallbackQueue asks for the caller between two loops of music
    Then it is the caller's turn
    When at 11:49:36.934 CallbackQueue asks for the caller between two loops of music
    Then it is the caller's turn
    When at 11:51:40.861 CallbackQueue asks for the caller between two loops of music
    Then it is the caller's turn
    When at 11:51:43.700 the caller reaches an agent and CallbackQueue lets the call leave
    Then the caller's callback is complete, connected
