Feature: Limits by number
  What the servlet is configured to allow to one number, and to which numbers at all (SPEC 5 and 5.1).

  @id:limit-per-number @cap:max-calls-per-ani @CCB-VAL-17 @CCB-ADD-04
  Scenario: With as many callbacks to one number as the servlet allows, no further one is offered to it
    Given the servlet allows at most 1 callbacks to a number
    And queue billing offers every caller a callback
    And caller Ann calls from 5008
    And caller Bob calls from 5008
    And caller Cid calls from 5009
    When CallbackEntry puts caller Ann in queue billing with an estimated wait of 300 seconds
    And CallbackEntry asks whether caller Ann may be offered a callback
    Then a callback may be offered
    When 1 second later CallbackEntry registers caller Ann's callback
    And CallbackEntry puts caller Bob in queue billing with an estimated wait of 300 seconds
    And CallbackEntry asks whether caller Bob may be offered a callback
    Then no callback may be offered
    And caller Bob's validation status is 2
    When CallbackEntry puts caller Cid in queue billing with an estimated wait of 300 seconds
    And CallbackEntry asks whether caller Cid may be offered a callback
    Then a callback may be offered
    When 1 second later CallbackWait calls caller Ann back
    And CallbackEntry asks whether caller Bob may be offered a callback
    Then no callback may be offered
    When 1 second later CallbackWait reports that caller Ann answered and is connected
    And CallbackEntry asks whether caller Bob may be offered a callback
    Then a callback may be offered

  @id:limit-patterns @cap:dialed-number-rules @CCB-VAL-18
  Scenario Outline: With <first> <pattern> and <second> <other>, <number> is offered <offer>
    Given the servlet's dialed number rules are
      | <first>  | <pattern> |
      | <second> | <other>   |
    And queue billing offers every caller a callback
    And the caller's number is told as "<number>"
    When CallbackEntry puts the caller in queue billing with an estimated wait of 180 seconds
    And CallbackEntry asks whether the caller may be offered a callback
    Then <offer> may be offered
    And the caller's validation status is 2

    Examples:
      | number  | first     | pattern | second | other   | offer       |
      | 5008    | allow     | 5008    | deny   | 50>     | a callback  |
      | 5009    | allow     | 5008    | deny   | 50>     | no callback |
      | 6001    | allow     | 6..1    | deny   | 60X1    | no callback |
      | 6002    | allow     | 60..    | deny   | 6>      | a callback  |
      | 7001    | allow     | 700!    | deny   | 7*      | a callback  |
      | 7002    | allow     | 7T      | deny   | 7002    | no callback |
      | 8001    | allow     | 9>      | deny   | 90>     | no callback |
      | 8002    | unmatched | allow   | deny   | 9>      | a callback  |
      | 9002    | unmatched | allow   | deny   | 9>      | no callback |
      | 4x04    | allow     | 4x04    | deny   | 5>      | a callback  |
      | 4104    | allow     | 4x04    | deny   | 5>      | no callback |
