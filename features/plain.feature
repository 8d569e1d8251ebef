Feature: A callback
  A caller would wait too long, hangs up, keeps the place in the queue, and is called back when the turn comes.

  @id:plain-callback
  @CCB-ENQ-01 @CCB-ENQ-03 @CCB-VAL-02 @CCB-ADD-01 @CCB-ADD-02 @CCB-ADD-03 @CCB-TIM-02
  @CCB-UPD-01 @CCB-UPD-02 @CCB-UPD-03 @CCB-UPD-05 @CCB-LVQ-01 @CCB-LVQ-02
  Scenario: The caller hangs up, is called back, and reaches an agent
    Given queue billing offers every caller a callback

    When CallbackEntry puts the caller in queue billing with an estimated wait of 180 seconds
    And CallbackEntry asks whether the caller may be offered a callback
    Then a callback may be offered

    When 20 seconds later CallbackEntry registers the caller's callback
    Then the caller's callback is pending

    When 5 seconds later CallbackEngine says goodbye to the caller, who hangs up and keeps the place
    And CallbackWait asks every 15 seconds until it is the caller's turn
    Then it is the caller's turn

    When 1 second later CallbackWait calls the caller back
    Then the caller's callback is in progress

    When 10 seconds later CallbackWait reports that the caller answered and is connected
    Then the caller's callback is complete, connected

    When 1 second later CallbackWait drops the caller from the callbacks that wait
    And 5 seconds later CallbackQueue adds the caller to the callers that wait for an agent
    And 60 seconds later the caller reaches an agent and CallbackQueue lets the call leave
    Then the caller's callback is complete, connected
