Feature: The offer of a callback
  Before it offers a callback, CallbackEntry asks whether it may; every check that fails sets its bit (SPEC section 5).

  @id:offer-each-bit @CCB-VAL-03 @CCB-VAL-05 @CCB-VAL-07 @CCB-VAL-12 @CCB-VAL-13 @CCB-ADD-04
  Scenario Outline: No callback is offered where <what>
    Given queue billing has this record
      | calling line id                          | 8005551212         |
      | largest share of callbacks               | <share> percent    |
      | largest number of callbacks              | <number>           |
      | shortest wait that is offered a callback | <shortest> seconds |
    When CallbackEntry puts the caller in queue billing with an estimated wait of 180 seconds
    And CallbackEntry asks whether the caller may be offered a callback
    Then no callback may be offered
    And the caller's validation status is <status>
    When 1 second later CallbackEntry registers the caller's callback
    Then it is answered "no_validation"
    And the caller has no callback

    Examples:
      | what                                    | share | number | shortest | status |
      | the wait is too short                   | 100   | 10     | 181      | 34     |
      | a lone caller is more than the share    | 99    | 10     | 0        | 514    |
      | the number is reached                   | 100   | 0      | 0        | 514    |
      | share and number are both reached       | 50    | 0      | 0        | 514    |
      | wait is too short and share is reached  | 50    | 10     | 181      | 546    |

  @id:offer-wait-at-edge @CCB-VAL-02 @CCB-VAL-07
  Scenario Outline: A wait of 180 seconds is offered a callback where the shortest is <shortest>
    Given queue billing has this record
      | calling line id                          | 8005551212         |
      | largest share of callbacks               | 100 percent        |
      | shortest wait that is offered a callback | <shortest> seconds |
    When CallbackEntry puts the caller in queue billing with an estimated wait of 180 seconds
    And CallbackEntry asks whether the caller may be offered a callback
    Then a callback may be offered
    And the caller's validation status is 2

    Examples:
      | shortest |
      | 180      |
      | 0        |

  @id:offer-no-wait-at-all @CCB-VAL-07
  Scenario: A shortest wait of 0 offers a callback even without any wait
    Given queue billing offers every caller a callback
    When CallbackEntry puts the caller in queue billing with an estimated wait of 0 seconds
    And CallbackEntry asks whether the caller may be offered a callback
    Then a callback may be offered

  @id:offer-not-in-queue @CCB-VAL-06
  Scenario: A caller without a place in a queue is offered nothing
    Given queue billing offers every caller a callback
    When CallbackEntry asks whether caller Ann may be offered a callback
    Then no callback may be offered
    When CallbackEntry puts caller Bob in queue billing with an estimated wait of 180 seconds
    And CallbackEntry asks whether caller Bob may be offered a callback
    Then a callback may be offered
    When 1 second later caller Bob hangs up, and CallbackEntry lets the call leave
    And 1 second later CallbackEntry asks whether caller Bob may be offered a callback
    Then no callback may be offered
    And caller Bob's validation status is 2

  @id:offer-silent-gateway @CCB-VAL-09 @CCB-VAL-05
  Scenario: A gateway that does not answer its probe carries no callback
    Given queue billing offers every caller a callback
    And the caller's gateway does not answer its probe
    When CallbackEntry puts the caller in queue billing with an estimated wait of 180 seconds
    And CallbackEntry asks whether the caller may be offered a callback
    Then no callback may be offered
    And the caller's validation status is 66

  @id:offer-gateway-without @CCB-VAL-10 @CCB-VAL-04 @CCB-VAL-05
  Scenario Outline: A gateway that answers without <detail> carries no callback, full or not
    Given queue billing offers every caller a callback
    And the caller's call came through gateway west at doclab with 0 trunks
    When CallbackEntry puts the caller in queue billing with an estimated wait of 180 seconds
    Given the next request leaves out <detail>
    When CallbackEntry asks whether the caller may be offered a callback
    Then no callback may be offered
    And the caller's validation status is 130

    Examples:
      | detail                      |
      | the id of the gateway       |
      | the location of the gateway |
      | the trunks of the gateway   |

  @id:offer-probe-by-default @CCB-VAL-02 @CCB-VAL-04
  Scenario: A probe of which nothing is told has been answered
    Given queue billing offers every caller a callback
    When CallbackEntry puts the caller in queue billing with an estimated wait of 180 seconds
    Given the next request leaves out the probe
    When CallbackEntry asks whether the caller may be offered a callback
    Then a callback may be offered

  @id:offer-gateway-full @CCB-VAL-11 @CCB-VAL-04 @CCB-VAL-05
  Scenario: A gateway's trunks are used by the callbacks that are pending, in progress or connected, and freed by a cancel
    Given queue billing offers every caller a callback
    And caller Ann's call came through gateway west at doclab with 1 trunks
    And caller Bob's call came through gateway west at doclab with 1 trunks
    And caller Cid's call came through gateway west at hilltop with 1 trunks
    And caller Dee's call came through gateway east at doclab with 1 trunks
    When CallbackEntry puts caller Ann in queue billing with an estimated wait of 400 seconds
    And CallbackEntry asks whether caller Ann may be offered a callback
    Then a callback may be offered
    When 1 second later CallbackEntry registers caller Ann's callback
    And CallbackEntry puts caller Bob in queue billing with an estimated wait of 400 seconds
    And CallbackEntry asks whether caller Bob may be offered a callback
    Then no callback may be offered
    And caller Bob's validation status is 258
    When CallbackEntry puts caller Cid in queue billing with an estimated wait of 400 seconds
    And CallbackEntry asks whether caller Cid may be offered a callback
    Then a callback may be offered
    When CallbackEntry puts caller Dee in queue billing with an estimated wait of 400 seconds
    And CallbackEntry asks whether caller Dee may be offered a callback
    Then a callback may be offered
    When 1 second later CallbackWait calls caller Ann back
    And CallbackEntry asks whether caller Bob may be offered a callback
    Then no callback may be offered
    And caller Bob's validation status is 258
    When 1 second later CallbackWait reports that caller Ann answered and is connected
    And CallbackEntry asks whether caller Bob may be offered a callback
    Then no callback may be offered
    And caller Bob's validation status is 258
    When 1 second later caller Ann reaches an agent and CallbackQueue lets the call leave
    And CallbackEntry asks whether caller Bob may be offered a callback
    Then no callback may be offered
    And caller Bob's validation status is 258

  @id:offer-gateway-freed @CCB-VAL-11
  Scenario: A canceled callback frees its trunk at once
    Given queue billing offers every caller a callback
    And caller Ann's call came through gateway west at doclab with 1 trunks
    And caller Bob's call came through gateway west at doclab with 1 trunks
    When CallbackEntry puts caller Ann in queue billing with an estimated wait of 400 seconds
    And CallbackEntry asks whether caller Ann may be offered a callback
    And 1 second later CallbackEntry registers caller Ann's callback
    And CallbackEntry puts caller Bob in queue billing with an estimated wait of 400 seconds
    And CallbackEntry asks whether caller Bob may be offered a callback
    Then no callback may be offered
    When 1 second later CallbackWait reports that caller Ann cancels the callback
    Then caller Ann's callback is canceled, caller canceled
    When CallbackEntry asks whether caller Bob may be offered a callback
    Then a callback may be offered
    And caller Bob's validation status is 2

  @id:offer-share-at-edge @CCB-VAL-12
  Scenario Outline: Of <share> percent, the second of three callers may have a callback: <allowed>
    Given queue billing has this record
      | calling line id                          | 8005551212      |
      | largest share of callbacks               | <share> percent |
      | shortest wait that is offered a callback | 0 seconds       |
    When CallbackEntry puts caller Ann in queue billing with an estimated wait of 300 seconds
    And CallbackEntry puts caller Bob in queue billing with an estimated wait of 300 seconds
    And CallbackEntry puts caller Cid in queue billing with an estimated wait of 300 seconds
    And CallbackEntry asks whether caller Ann may be offered a callback
    Then a callback may be offered
    When 1 second later CallbackEntry registers caller Ann's callback
    And CallbackEntry asks whether caller Bob may be offered a callback
    Then <allowed> may be offered
    And caller Bob's validation status is <status>

    Examples:
      | share | allowed     | status |
      | 66    | a callback  | 2      |
      | 65    | no callback | 514    |

  @id:offer-number-at-edge @CCB-VAL-13
  Scenario: With a largest number of one callback, the second caller is offered none until the first is connected
    Given queue billing has this record
      | calling line id                          | 8005551212  |
      | largest share of callbacks               | 100 percent |
      | largest number of callbacks              | 1           |
      | shortest wait that is offered a callback | 0 seconds   |
    When CallbackEntry puts caller Ann in queue billing with an estimated wait of 300 seconds
    And CallbackEntry puts caller Bob in queue billing with an estimated wait of 300 seconds
    And CallbackEntry asks whether caller Ann may be offered a callback
    Then a callback may be offered
    When 1 second later CallbackEntry registers caller Ann's callback
    And CallbackEntry asks whether caller Bob may be offered a callback
    Then no callback may be offered
    And caller Bob's validation status is 514
    When 1 second later CallbackWait calls caller Ann back
    And CallbackEntry asks whether caller Bob may be offered a callback
    Then no callback may be offered
    When 1 second later CallbackWait reports that caller Ann answered and is connected
    And CallbackEntry asks whether caller Bob may be offered a callback
    Then a callback may be offered
    And caller Bob's validation status is 2

  @id:offer-no-number @CCB-VAL-14 @CCB-ADD-04
  Scenario Outline: A caller whose number is told as <what> is offered nothing, and no bit says so
    Given queue billing offers every caller a callback
    And the caller's number is told as "<number>"
    When CallbackEntry puts the caller in queue billing with an estimated wait of 180 seconds
    And CallbackEntry asks whether the caller may be offered a callback
    Then no callback may be offered
    And the caller's validation status is 2
    When 1 second later CallbackEntry registers the caller's callback
    Then it is answered "no_validation"

    Examples:
      | what                 | number    |
      | NA                   | NA        |
      | anonymous            | anonymous |
      | Anonymous in capital | Anonymous |

  @id:offer-number-withheld @CCB-VAL-14
  Scenario: A caller who withholds the number is offered nothing, and no bit says so
    Given queue billing offers every caller a callback
    And the caller withholds the number
    When CallbackEntry puts the caller in queue billing with an estimated wait of 180 seconds
    And CallbackEntry asks whether the caller may be offered a callback
    Then no callback may be offered
    And the caller's validation status is 2

  @id:offer-opening-hours @cap:test-clock @CCB-VAL-08 @CCB-VAL-05
  Scenario Outline: On a <day> at <time> in <zone>, with hours of <hours>: <allowed>
    Given it is <time> on a <day> in <zone>
    And queue billing has this record
      | calling line id                          | 8005551212  |
      | largest share of callbacks               | 100 percent |
      | shortest wait that is offered a callback | 0 seconds   |
      | time zone                                | <zone>      |
      | open on <day>                            | <hours>     |
    When CallbackEntry puts the caller in queue billing with an estimated wait of 180 seconds
    And CallbackEntry asks whether the caller may be offered a callback
    Then <allowed> may be offered
    And the caller's validation status is <status>

    Examples:
      | day       | time         | zone             | hours             | allowed     | status |
      | Monday    | 08:59:59.999 | Europe/Berlin    | 09:00:00-17:00:00 | no callback | 18     |
      | Tuesday   | 09:00:00     | Europe/Berlin    | 09:00:00-17:00:00 | a callback  | 2      |
      | Wednesday | 17:00:00.999 | Asia/Kolkata     | 09:00:00-17:00:00 | a callback  | 2      |
      | Thursday  | 17:00:01     | Asia/Kolkata     | 09:00:00-17:00:00 | no callback | 18     |
      | Friday    | 12:00:00     | Pacific/Auckland | none              | no callback | 18     |
      | Saturday  | 00:00:00     | Pacific/Auckland | 00:00:00-23:59:59 | a callback  | 2      |
      | Sunday    | 23:59:59.999 | America/New_York | 00:00:00-23:59:59 | a callback  | 2      |

  @id:offer-two-bits @CCB-VAL-15 @CCB-VAL-05
  Scenario: All checks are made: a silent gateway in a queue whose share is reached
    Given queue billing has this record
      | calling line id                          | 8005551212  |
      | shortest wait that is offered a callback | 181 seconds |
    And the caller's gateway does not answer its probe
    When CallbackEntry puts the caller in queue billing with an estimated wait of 180 seconds
    And CallbackEntry asks whether the caller may be offered a callback
    Then no callback may be offered
    And the caller's validation status is 610

  @id:offer-last-answer-counts @CCB-VAL-16 @CCB-ADD-04
  Scenario: Of several answers the last one counts
    Given queue billing offers every caller a callback
    When CallbackEntry puts the caller in queue billing with an estimated wait of 180 seconds
    And CallbackEntry asks whether the caller may be offered a callback
    Then a callback may be offered
    Given the caller's gateway does not answer its probe
    When 1 second later CallbackEntry asks whether the caller may be offered a callback
    Then no callback may be offered
    When 1 second later CallbackEntry registers the caller's callback
    Then it is answered "no_validation"
    Given the caller's gateway answers its probe
    When 1 second later CallbackEntry asks whether the caller may be offered a callback
    Then a callback may be offered
    And the caller's validation status is 2
    When 1 second later CallbackEntry registers the caller's callback
    Then it is answered "valid"

  @id:offer-refused @CCB-TRN-04 @CCB-TRN-05 @CCB-TRN-10
  Scenario Outline: To ask with <what> is refused
    Given queue billing offers every caller a callback
    When CallbackEntry puts the caller in queue billing with an estimated wait of 180 seconds
    Given in the next request <detail> is "<value>"
    When 1 second later CallbackEntry asks whether the caller may be offered a callback
    Then it is refused: invalid parameter
    And the caller's validation status is 0

    Examples:
      | what                     | detail                    | value |
      | a callid that is none    | the callid                | 12    |
      | a probe that is none     | the probe                 | maybe |
      | trunks that are negative | the trunks of the gateway | -1    |
      | trunks in words          | the trunks of the gateway | many  |
