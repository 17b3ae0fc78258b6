// Keying in amounts, and what a form makes of them.
import { describe, expect, test } from "vitest";
import { against, isPercentage, MOST, payment, press, pressOf, typedCents, type Press } from "../src/amount";

function keyed(...keys: Press[]): number {
  return keys.reduce(press, 0);
}

describe("an amount is keyed in from the right, in cents", () => {
  test("124990 is 1 249,90 EUR", () => expect(keyed("1", "2", "4", "9", "9", "0")).toBe(124_990));
  test("double zero adds two", () => expect(keyed("5", "00")).toBe(500));
  test("the last digit can be taken back", () => expect(keyed("1", "2", "back", "back", "back")).toBe(0));
  test("a digit beyond the longest amount is not taken", () => {
    expect(press(MOST, "1")).toBe(MOST);
    expect(press(MOST, "00")).toBe(MOST);
  });
  test("both rows of digits of any keyboard count, whatever they type", () => {
    expect(pressOf("Digit7")).toBe("7");
    expect(pressOf("Numpad0")).toBe("0");
    expect(pressOf("Backspace")).toBe("back");
    expect(pressOf("KeyA")).toBeNull();
  });
});

describe("an amount against a product's limits", () => {
  const limits = { minimum: 10_000, maximum: 300_000 };
  test.each([
    [9_999, "below"],
    [10_000, "within"],
    [300_000, "within"],
    [300_001, "above"],
  ])("%i cents is %s", (cents, where) => expect(against(cents, limits)).toBe(where));
});

describe("the payments of a plan", () => {
  test("equal ones are said exactly", () => expect(payment(102_000, 4)).toEqual({ each: 25_500, alike: true }));
  test("odd cents make the largest one of them", () => expect(payment(124_990, 3)).toEqual({ each: 41_664, alike: false }));
});

describe("a typed price", () => {
  test.each([
    ["12,5", 1250],
    ["1 200.05 €", 120_005],
    ["7", 700],
  ])("%s is %i cents", (typed, cents) => expect(typedCents(typed)).toBe(cents));
  test.each(["-1", "1,234", "1e3", ""])("%j is none", (typed) => expect(typedCents(typed)).toBeNull());
});

describe("a typed percentage", () => {
  test.each(["19,5", "5.50", "0", " 20 ", "100,00", ""])("%j reads as one", (typed) => expect(isPercentage(typed)).toBe(true));
  test.each(["100,01", "101", "-1", "1,", ",5", "1,234", "19,5 %", "x"])("%j does not", (typed) => expect(isPercentage(typed)).toBe(false));
});
