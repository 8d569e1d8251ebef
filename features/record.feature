Feature: The record of a queue
  CallbackEntry sets a queue's record when the servlet asks for it; the record is good for its refresh interval (SPEC section 4).

  @id:record-expires @CCB-SQD-05 @CCB-VAL-01 @CCB-VAL-16
  Scenario: A record is good for its refresh interval, to the very instant, and expired after
    Given queue billing has this record
      | calling line id                          | 8005551212  |
      | largest share of callbacks               | 100 percent |
      | shortest wait that is offered a callback | 0 seconds   |
      | record is good for                       | 2 minutes   |
      | longest time without contact             | 300 seconds |
    When CallbackEntry puts the caller in queue billing with an estimated wait of 180 seconds
    And 120 seconds later CallbackEntry asks whether the caller may be offered a callback
    Then a callback may be offered
    When 1 second later CallbackEntry asks whether the caller may be offered a callback
    Then the record of the queue must be set first
    When CallbackEntry registers the caller's callback
    Then it is answered "no_validation"
    When CallbackWait asks how long the caller still waits
    Then 61 seconds of waiting are told
    When 1 second later CallbackEntry sets the record of queue billing
      | calling line id                          | 8005551212  |
      | largest share of callbacks               | 100 percent |
      | shortest wait that is offered a callback | 0 seconds   |
    And CallbackEntry asks whether the caller may be offered a callback
    Then a callback may be offered

  @id:record-own-before-default @cap:default-record @CCB-SQD-03 @CCB-SQD-01 @CCB-SQD-07
  Scenario: A queue's own record goes before that of default, also where it has expired
    Given queue default has this record
      | calling line id                          | 8005550000  |
      | largest share of callbacks               | 100 percent |
      | shortest wait that is offered a callback | 0 seconds   |
      | record is good for                       | 60 minutes  |
    When CallbackEntry puts caller Ann in queue billing with an estimated wait of 180 seconds
    And CallbackEntry asks whether caller Ann may be offered a callback
    Then a callback may be offered
    When 1 second later CallbackEntry sets the record of queue billing
      | calling line id                          | 8005551212  |
      | largest share of callbacks               | 100 percent |
      | shortest wait that is offered a callback | 181 seconds |
      | record is good for                       | 1 minute    |
    And CallbackEntry asks whether caller Ann may be offered a callback
    Then no callback may be offered
    And caller Ann's validation status is 34
    When 61 seconds later CallbackEntry asks whether caller Ann may be offered a callback
    Then the record of the queue must be set first

  @id:record-defaults @CCB-SQD-02 @CCB-GST-04 @CCB-VAL-12
  Scenario: What a record leaves out takes its default
    Given queue billing has this record
      | calling line id | 8005551212 |
    When CallbackEntry puts the caller in queue billing with an estimated wait of 900 seconds
    And CallbackWait asks how long the caller still waits
    Then 0 callers are before the caller
    When CallbackEntry asks whether the caller may be offered a callback
    Then no callback may be offered
    And the caller's validation status is 514

  @id:record-replaced @CCB-SQD-01 @CCB-SQD-02 @CCB-GST-04
  Scenario: A record replaces the earlier one, and what it leaves out takes its default again
    Given queue billing has this record
      | calling line id                          | 8005551212  |
      | largest share of callbacks               | 100 percent |
      | shortest wait that is offered a callback | 0 seconds   |
      | ring-no-answer timeout                   | 12 seconds  |
    When CallbackEntry puts the caller in queue billing with an estimated wait of 180 seconds
    And CallbackEntry asks whether the caller may be offered a callback
    Then a callback may be offered
    When 1 second later CallbackEntry sets the record of queue billing
      | calling line id | 8005559999 |
    And CallbackEntry asks whether the caller may be offered a callback
    Then no callback may be offered
    And the caller's validation status is 546
    When CallbackWait asks how long the caller still waits
    Then 0 callers are before the caller

  @id:record-none @CCB-SQD-06 @CCB-KAL-01
  Scenario: Without any record the defaults serve status, timer and keepalive
    When CallbackEntry puts the caller in queue billing with an estimated wait of 180 seconds
    And CallbackWait asks how long the caller still waits
    Then 180 seconds of waiting are told
    When 170 seconds later nobody has asked for anything
    Then the caller waits still
    When 30 seconds later nobody has asked for anything
    Then the caller is gone as stale

  @id:record-refused @CCB-SQD-04 @CCB-TRN-04 @CCB-TRN-05
  Scenario Outline: A record with <what> is refused, and the earlier one stands
    Given queue billing has this record
      | calling line id                          | 8005551212  |
      | largest share of callbacks               | 100 percent |
      | shortest wait that is offered a callback | 0 seconds   |
    When CallbackEntry puts the caller in queue billing with an estimated wait of 180 seconds
    And CallbackEntry sets the record of queue billing
      | calling line id | 8005559999 |
      | <setting>       | <value>    |
    Then it is refused: invalid parameter
    When CallbackEntry asks whether the caller may be offered a callback
    Then a callback may be offered

    Examples:
      | what                             | setting                                  | value                          |
      | a share over 100                 | largest share of callbacks               | 101 percent                    |
      | a negative share                 | largest share of callbacks               | -1 percent                     |
      | a negative number of callbacks   | largest number of callbacks              | -1                             |
      | a refresh of no minutes          | record is good for                       | 0 minutes                      |
      | a refresh over a day             | record is good for                       | 1441 minutes                   |
      | a shortest wait over a day       | shortest wait that is offered a callback | 86401 seconds                  |
      | a zone that there is not         | time zone                                | Mars/Olympus                   |
      | a keepalive of no seconds        | longest time without contact             | 0 seconds                      |
      | a keepalive too long             | longest time without contact             | 301 seconds                    |
      | a keepalive of the timeout       | longest time without contact             | 30 seconds                     |
      | a reconnect of no seconds        | time to reconnect                        | 0 seconds                      |
      | a reconnect too long             | time to reconnect                        | 301 seconds                    |
      | a negative service level         | service level agreement                  | -1 seconds                     |
      | a sample too short               | sample of the leave rate                 | 14 minutes                     |
      | a sample too long                | sample of the leave rate                 | 1441 minutes                   |
      | a burst without its time         | burst left out                           | 10                             |
      | a timeout too long               | ring-no-answer timeout                   | 301 seconds                    |
      | a timeout of the keepalive       | ring-no-answer timeout                   | 180 seconds                    |
      | hours that are none              | open on Monday                           | 25:00:00-26:00:00              |
      | hours that end before they begin | open on Monday                           | 17:00:00-09:00:00              |
      | half a range of hours            | open on Sunday                           | 09:00:00                       |
      | attempts without interval        | attempts while busy                      | 4                              |
      | attempts that are none           | attempts without answer                  | four attempts, 300 seconds apart |
      | an interval that is none         | attempts after errors                    | 4 attempts, -1 seconds apart   |

  @id:record-allowed @CCB-SQD-04 @CCB-SQD-01
  Scenario Outline: A record with <what> is at the edge and allowed
    When CallbackEntry puts the caller in queue billing with an estimated wait of 180 seconds
    And CallbackEntry sets the record of queue billing
      | calling line id | 8005559999 |
      | <setting>       | <value>    |
    Then it is answered "done"

    Examples:
      | what                    | setting                                  | value                        |
      | no share                | largest share of callbacks               | 0 percent                    |
      | all of the share        | largest share of callbacks               | 100 percent                  |
      | no number of callbacks  | largest number of callbacks              | 0                            |
      | a refresh of a minute   | record is good for                       | 1 minute                     |
      | a refresh of a day      | record is good for                       | 1440 minutes                 |
      | a shortest wait of a day | shortest wait that is offered a callback | 86400 seconds               |
      | a longest keepalive     | longest time without contact             | 300 seconds                  |
      | a shortest keepalive    | longest time without contact             | 31 seconds                   |
      | a shortest reconnect    | time to reconnect                        | 1 second                     |
      | a longest reconnect     | time to reconnect                        | 300 seconds                  |
      | no service level        | service level agreement                  | 0 seconds                    |
      | no timeout              | ring-no-answer timeout                   | 0 seconds                    |
      | a longest timeout       | ring-no-answer timeout                   | 179 seconds                  |
      | a shortest sample       | sample of the leave rate                 | 15 minutes                   |
      | a day that is closed    | open on Sunday                           | none                         |
      | hours of one second     | open on Sunday                           | 09:00:00-09:00:00            |
      | no attempts             | attempts while busy                      | 0 attempts, 0 seconds apart  |

  @id:record-refused-new-queue @CCB-SQD-04
  Scenario: A refused record leaves a new queue without one
    When CallbackEntry sets the record of queue billing
      | calling line id            | 8005559999  |
      | largest share of callbacks | 101 percent |
    Then it is refused: invalid parameter
    And queue billing is unknown
    When CallbackEntry puts the caller in queue billing with an estimated wait of 180 seconds
    Then queue billing is known
    When CallbackEntry asks whether the caller may be offered a callback
    Then the record of the queue must be set first

  @id:record-without-line @CCB-SQD-04 @CCB-TRN-04
  Scenario Outline: A record without <detail> is refused
    Given the next request leaves out <detail>
    When CallbackEntry sets the record of queue billing
      | calling line id | 8005551212 |
    Then it is refused: missing parameter

    Examples:
      | detail                |
      | the name of the queue |
      | the calling line id   |
