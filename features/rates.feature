Feature: Rates
  A status may tell how fast callers leave (SPEC CCB-GST-07).

  @id:rates-dequeue @cap:rates @CCB-GST-07 @CCB-TIM-08
  Scenario: The dequeue rate is the wait that came last, divided by those who wait
    When CallbackEntry puts caller Ann in queue billing with an estimated wait of 300 seconds
    And CallbackWait asks how long caller Ann still waits
    Then 300 seconds for each caller to leave are told
    And 0 seconds for the first to leave and 0 seconds to get a caller back are told
    When CallbackEntry puts caller Bob in queue billing with an estimated wait of 240 seconds
    And CallbackWait asks how long caller Ann still waits
    Then 120 seconds for each caller to leave are told
    And 0 seconds for the first to leave and 0 seconds to get a caller back are told
    When 1 second later caller Bob hangs up, and CallbackEntry lets the call leave
    And CallbackWait asks how long caller Ann still waits
    Then 240 seconds for each caller to leave are told
    And 0 seconds for the first to leave and 0 seconds to get a caller back are told
