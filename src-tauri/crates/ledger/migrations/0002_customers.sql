-- How one customer's financings are found by more than the name: read out of `customer`, so they cannot say anything
-- else and go with it. Telephone numbers are E.164 in it.

ALTER TABLE person ADD COLUMN email  TEXT AS (lower(customer ->> '$.email'));
ALTER TABLE person ADD COLUMN mobile TEXT AS (customer ->> '$.billing.mobile');
ALTER TABLE person ADD COLUMN phone  TEXT AS (customer ->> '$.billing.phone');

CREATE INDEX person_email  ON person (email)  WHERE email  <> '';
CREATE INDEX person_mobile ON person (mobile) WHERE mobile <> '';
CREATE INDEX person_phone  ON person (phone)  WHERE phone  <> '';
