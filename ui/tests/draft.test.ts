// From what was typed to what is sent: needed facts only, numbers and dates as gateways take them, one token per form.
import { describe, expect, test } from "vitest";
import { counted, customer, draft, FACTS, isoDate, type Fact, type Line } from "../src/draft.svelte";
import { international, readable } from "../src/phone";
import { countryOf, storeZone, zonesOf } from "../src/places";

const facts = (some: Partial<Record<Fact, string>>) => ({ ...(Object.fromEntries(FACTS.map((fact) => [fact, ""])) as Record<Fact, string>), ...some });

test("a fact the product neither needs nor wants does not leave the screen", () => {
  const typed = facts({ first_name: " Élodie ", email: "e@example.org", birth_date: "21/06/1982" });
  const sent = customer(typed, { needs: ["first_name"], wants: ["birth_date"] }, "FR", []);
  expect(sent.billing?.first_name).toBe("Élodie");
  expect(sent.birth_date).toBe("1982-06-21");
  expect(sent.email).toBe("");
  expect(sent.ship_to).toBeNull();
});

test("a delivery address is sent where the product needs one", () => {
  const sent = customer(facts({ ship_city: "Tours" }), { needs: ["ship_city", "ship_country"], wants: [] }, "FR", []);
  expect(sent.ship_place).toEqual({ address: "", postal_code: "", city: "Tours", country: "FR" });
});

test("a delivery address that nobody typed is none, and one that was is in the store's country", () => {
  const product = { needs: ["first_name"], wants: ["ship_last_name", "ship_city", "ship_country"] };
  const nowhere = customer(facts({}), product, "FR", []);
  expect([nowhere.ship_place, nowhere.ship_to]).toEqual([null, null]);
  expect(customer(facts({ ship_city: "Tours" }), product, "FR", []).ship_place).toMatchObject({ city: "Tours", country: "FR" });
  expect(customer(facts({ ship_last_name: "Roy" }), product, "FR", [])).toMatchObject({ ship_place: null, ship_to: { last_name: "Roy" } });
});

const lamp: Line = { name: "Lampe", quantity: "2", price: "12,50", tax: " 19,5 ", discount: "", merchant: " OPERATOR " };

test("the basket is sent in whole pieces and cents, its percentages as typed", () => {
  const sent = customer(facts({}), { needs: ["cart"], wants: ["seller"] }, "FR", [lamp]);
  expect(sent.cart).toEqual([{ name: "Lampe", quantity: 2, price: 1250, total: 2500, tax: "19,5", discount: "", merchant: "OPERATOR" }]);
  expect(counted({ ...lamp, quantity: "x", price: "?" }).total).toBe(0);
});

test("who sells a line leaves the screen in a marketplace only", () => {
  expect(customer(facts({}), { needs: [], wants: ["cart"] }, "FR", [lamp]).cart?.[0]?.merchant).toBe("");
});

test("a form keeps its token until it is started, and the next form has another", () => {
  const first = draft.token;
  draft.amount = 5000;
  expect(draft.token).toBe(first);
  draft.reset();
  expect(draft.token).not.toBe(first);
  expect(draft.token).toMatch(/^[0-9a-f]{32}$/);
});

describe("telephone numbers", () => {
  test.each([
    ["06 12 34 56 78", "FR", "+33612345678"],
    ["612 345 678", "ES", "+34612345678"],
    ["0033612345678", "FR", "+33612345678"],
    ["+351912345678", "FR", "+351912345678"],
    ["six", "FR", "six"],
    ["", "FR", ""],
  ])("%s in %s is %s", (typed, country, sent) => expect(international(typed, country)).toBe(sent));
  test("people read them in groups", () => {
    expect(readable("+33612345678")).toBe("+33 6 12 34 56 78");
    expect(readable("+34612345678")).toBe("+34 612 345 678");
    expect(readable("+15551234")).toBe("+15551234");
  });
});

test("a date that is none stays as typed, to be objected to", () => expect(isoDate("demain")).toBe("demain"));

test("a store's zone tells its country, and a country its zone", () => {
  expect(countryOf("Atlantic/Canary")).toBe("ES");
  expect(countryOf("Asia/Tokyo")).toBe("FR");
  expect(storeZone("UTC")).toBe("Europe/Paris");
  expect(storeZone("Europe/Lisbon")).toBe("Europe/Lisbon");
  expect(zonesOf("XX")).toEqual([]);
});
