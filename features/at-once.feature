Feature: At once
  Requests for different calls may arrive at once; the outcome is that of some one-after-another order (SPEC CCB-TRN-08).

  @id:at-once-enter @CCB-TRN-08 @CCB-ROW-01 @CCB-ENQ-03 @CCB-ENQ-04
  Scenario: Sixty-four callers enter one queue at once, each with a place and a row of its own
    When 64 callers are put in queue billing at once, with an estimated wait of 640 seconds
    Then the places of the 64 callers are all different, without a gap
    When 10 seconds later all 64 callers hang up at once
    Then no place is left

  @id:at-once-status @cap:strict-transitions @CCB-TRN-08 @CCB-UPD-11 @CCB-UPD-13
  Scenario: Of sixty-four attempts that are begun at once for one caller, one begins
    Given queue billing offers every caller a callback
    When CallbackEntry puts the caller in queue billing with an estimated wait of 180 seconds
    And CallbackEntry asks whether the caller may be offered a callback
    And 1 second later CallbackEntry registers the caller's callback
    And 1 second later CallbackWait calls the caller back 64 times at once
    Then 1 attempts were begun for the caller
    And the caller's callback is in progress

  @id:at-once-register @CCB-TRN-08 @CCB-ADD-06
  Scenario: Of sixteen callbacks that are registered at once for one caller, one is
    Given queue billing offers every caller a callback
    When CallbackEntry puts the caller in queue billing with an estimated wait of 180 seconds
    And CallbackEntry asks whether the caller may be offered a callback
    And 1 second later CallbackEntry registers the caller's callback 16 times at once
    Then the caller's callback is pending

  @id:at-once-last-trunk @CCB-TRN-08 @CCB-VAL-05
  Scenario: Those who ask for the last trunk while it is taken are each told what is stored
    Given queue billing offers every caller a callback
    And the caller's call came through gateway west at doclab with 1 trunks
    When CallbackEntry puts the caller in queue billing with an estimated wait of 640 seconds
    And CallbackEntry asks whether the caller may be offered a callback
    Then a callback may be offered
    Given 16 others entered queue billing, and ask for the caller's gateway at once while the caller's callback is registered
    Then each of the others was told what is stored
    When 1 second later CallbackWait asks how long the caller still waits
    Then the caller's callback is pending
    And 0 callers are before the caller
