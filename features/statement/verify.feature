Feature: A statement that can be believed
  What a bundle must be, for whoever did not see the run. `ccbspec verify` plays these rules; a bundle that breaks one proves nothing.

  @rule:whole
  Scenario: Nothing in the bundle was changed, added or taken away
    Given a bundle
    Then its manifest names the journal, the page and the statement, and nothing else
    And every file has the digest that the manifest tells
    And there is no other file

  @rule:journal
  Scenario: The journal is that of a finished run
    Given a bundle
    Then the journal is sealed
    And every scenario that was selected has a record
    And the footer counts what the records say
    And the shards that it was joined from make the whole
    And the profile has the digest and names the product that are told
    And time passed as its mode tells

  @rule:judgement
  Scenario: The verdicts are those of the published suite
    Given a bundle
    Then the suite is the one that this program carries
    And every record is the one that follows again from what was recorded

  @rule:statement
  Scenario: The statement says what the journal says
    Given a bundle
    Then the statement is the one that follows from the journal
    And the page is the one that follows from the statement

  @rule:conformance
  Scenario: Nothing is called conformant that was not wholly tested
    Given a bundle
    Then a conformant statement is of a run that left nothing out
    And a conformant statement is of features and goldens as they are published
    And a conformant statement is of a suite that noticed its canaries
    And a conformant statement is of a product and no mutant
    And a conformant statement has no failure, known or not
