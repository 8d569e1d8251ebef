Feature: Restart and outage
  What the servlet answered it keeps, whatever happens to it (SPEC section 13).

  @id:restart-in-every-state @cap:restart @CCB-DUR-01 @CCB-DUR-02 @CCB-ROW-06
  Scenario Outline: The servlet <event> after every request, and the callback goes on
    Given queue billing offers every caller a callback
    When CallbackEntry puts the caller in queue billing with an estimated wait of 180 seconds
    And 1 second later the servlet <event>
    And CallbackEntry asks whether the caller may be offered a callback
    Then a callback may be offered
    When 1 second later the servlet <event>
    And CallbackEntry registers the caller's callback
    Then it is answered "valid"
    When 3 seconds later the servlet <event>
    Then the caller's callback is pending
    When CallbackWait asks how long the caller still waits
    Then 85 seconds of waiting are told
    When 1 second later CallbackWait calls the caller back
    And 1 second later the servlet <event>
    Then the caller's callback is in progress
    When 1 second later CallbackWait reports that the caller is busy
    Then another attempt follows
    When 1 second later the servlet <event>
    And CallbackWait asks how long the caller still waits
    Then 299 seconds of waiting are told
    When 1 second later CallbackWait calls the caller back
    And 1 second later CallbackWait reports that the caller answered and is connected
    And 1 second later the servlet <event>
    And 1 second later CallbackWait drops the caller from the callbacks that wait
    Then it is answered "retry"
    When 1 second later the servlet <event>
    And 1 second later the caller reaches an agent and CallbackQueue lets the call leave
    Then it is answered "done"
    When 1 second later the servlet <event>
    And CallbackWait asks how long the caller still waits
    Then it is refused: not in queue
    And the caller's callback is complete, connected

    Examples:
      | event                           |
      | is stopped and started again    |
      | crashes and is started again    |

  @id:restart-attempts @cap:restart @CCB-DUR-01
  Scenario: Attempts and places are kept over a restart
    Given queue billing offers every caller a callback
    When CallbackEntry puts caller Ann in queue billing with an estimated wait of 200 seconds
    And 1 second later CallbackEntry puts caller Bob in queue billing with an estimated wait of 200 seconds
    And CallbackEntry asks whether caller Ann may be offered a callback
    And 1 second later CallbackEntry registers caller Ann's callback
    And 1 second later CallbackWait calls caller Ann back
    And 1 second later CallbackWait reports that caller Ann does not respond
    And 1 second later CallbackWait calls caller Ann back
    And 1 second later CallbackWait reports that caller Ann does not respond
    Then another attempt follows
    When 1 second later the servlet crashes and is started again
    And CallbackWait asks how long caller Bob still waits
    Then 1 callers are before caller Bob
    When 1 second later CallbackWait calls caller Ann back
    And 1 second later CallbackWait reports that caller Ann does not respond
    Then no further attempt follows
    And caller Ann's callback is canceled, no response
    When CallbackWait asks how long caller Bob still waits
    Then 0 callers are before caller Bob

  @id:restart-is-contact @cap:restart @CCB-DUR-01
  Scenario: A restart counts as contact
    Given queue billing has this record
      | calling line id              | 8005551212 |
      | longest time without contact | 60 seconds |
    When CallbackEntry puts the caller in queue billing with an estimated wait of 300 seconds
    And 50 seconds later the servlet is stopped and started again
    And 50 seconds later nobody has asked for anything
    Then the caller waits still
    When 25 seconds later nobody has asked for anything
    Then the caller is gone as stale

  @id:restart-tried-again @cap:restart @CCB-DUR-01 @CCB-DUR-02
  Scenario: CallbackWait asks in vain while the servlet is down, and goes on when it is up
    Given queue billing offers every caller a callback
    When CallbackEntry puts the caller in queue billing with an estimated wait of 185 seconds
    And CallbackEntry asks whether the caller may be offered a callback
    And 1 second later CallbackEntry registers the caller's callback
    And 19 seconds later the servlet goes down, and CallbackWait asks for the caller 5 times in vain before it is up again
    Then 75 seconds of waiting are told
    When CallbackWait asks every 15 seconds until it is the caller's turn
    Then it is the caller's turn
    When 1 second later CallbackWait calls the caller back
    And 1 second later CallbackWait reports that the caller answered and is connected
    Then the caller's callback is complete, connected

  @id:outage @cap:outage @CCB-DUR-03
  Scenario: While the database cannot be reached nothing is promised, and afterwards all goes on
    Given queue billing offers every caller a callback
    When CallbackEntry puts caller Ann in queue billing with an estimated wait of 180 seconds
    And CallbackEntry asks whether caller Ann may be offered a callback
    Then a callback may be offered
    When 1 second later the database cannot be reached
    And CallbackEntry registers caller Ann's callback
    Then it is refused: unavailable
    When CallbackEntry asks whether caller Ann may be offered a callback
    Then it is refused: unavailable
    When CallbackEntry puts caller Bob in queue billing with an estimated wait of 180 seconds
    Then it is refused: unavailable
    When caller Ann hangs up, and CallbackEntry lets the call leave
    Then it is refused: unavailable
    When 13 seconds later CallbackWait asks how long caller Ann still waits
    Then 0 callers are before caller Ann
    When 1 second later the database can be reached again
    And CallbackEntry registers caller Ann's callback
    Then it is answered "valid"
    And caller Ann's callback is pending
    When CallbackEntry puts caller Bob in queue billing with an estimated wait of 180 seconds
    And CallbackWait asks how long caller Bob still waits
    Then 1 callers are before caller Bob
