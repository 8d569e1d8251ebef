Feature: The Diag page
  A browser shows what the servlet keeps in memory (SPEC section 14).

  @id:diag-page @CCB-DIA-01 @CCB-DIA-02
  Scenario: The page shows every queue and every entry
    Given queue billing offers every caller a callback
    When CallbackEntry puts caller Ann in queue billing with an estimated wait of 300 seconds
    And CallbackEntry puts caller Bob in queue billing with an estimated wait of 300 seconds
    And CallbackEntry puts caller Cid in queue sales with an estimated wait of 180 seconds
    And somebody opens the Diag page
    Then the page shows queue billing with 2 callers and 150 seconds for each
    And the page shows queue sales with 1 callers and 180 seconds for each
    And the page shows caller Ann
    And the page shows caller Bob
    And the page shows caller Cid
    When 1 second later caller Ann hangs up, and CallbackEntry lets the call leave
    And somebody opens the Diag page
    Then the page does not show caller Ann
    And the page shows caller Bob

  @id:diag-entries @CCB-DIA-02
  Scenario: The page shows of every entry its place, what remains, and whether a callback was offered
    Given queue billing offers every caller a callback
    When CallbackEntry puts caller Ann in queue billing with an estimated wait of 900 seconds
    And CallbackEntry asks whether caller Ann may be offered a callback
    And 1 second later CallbackEntry registers caller Ann's callback
    And CallbackEntry puts caller Bob in queue billing with an estimated wait of 900 seconds
    And CallbackEntry puts caller Cid in queue billing with an estimated wait of 900 seconds
    And 24 seconds later somebody opens the Diag page
    Then the page shows queue billing with 3 callers and 300 seconds for each
    And the page shows caller Ann in place 1 with 191 seconds remaining
    And the page shows caller Bob in place 2 with 581 seconds remaining
    And the page shows caller Cid in place 3 with 881 seconds remaining
    And the page shows that caller Ann was offered a callback and caller Bob was not

  @id:diag-remaining @cap:diag-data @CCB-DIA-04 @CCB-TIM-02 @CCB-TIM-09
  Scenario: The page tells positions and remaining times, also below zero
    Given queue billing offers every caller a callback
    When CallbackEntry puts the caller in queue billing with an estimated wait of 90 seconds
    And CallbackEntry asks whether the caller may be offered a callback
    And 1 second later CallbackEntry registers the caller's callback
    And 24 seconds later somebody opens the Diag page
    Then -19 seconds remain

  @id:diag-hostile @CCB-DIA-03
  Scenario Outline: A queue that is named <what> stays harmless
    When CallbackEntry puts the caller in queue <name> with an estimated wait of 180 seconds
    And somebody opens the Diag page
    Then nothing that a queue is called runs
    And the page shows queue <name>

    Examples:
      | what            | name                  |
      | as a script     | <script>evil()</script>  |
      | as an image     | <img/onerror=evil()>     |
      | as a quotation  | "onload="evil()          |
      | as an entity    | &lt;b&gt;             |
      | as a link       | javascript:evil()     |
