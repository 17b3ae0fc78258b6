// When what is left reads differently next, by the store's calendar: the words change then and not before.
import { expect, onTestFinished, test, vi } from "vitest";
import { left, nextChange, nextDay } from "../src/clock.svelte";
import { storeDay } from "../src/words";

const ZONE = "Europe/Paris";
const at = (text: string) => Date.parse(text);

test.each([
  ["in winter", "2026-11-20T13:32:00Z", "2026-11-20T23:00:00Z"],
  ["on the day the clocks go back", "2026-10-25T10:00:00Z", "2026-10-25T23:00:00Z"],
  ["on the day they go forward", "2026-03-28T23:30:00Z", "2026-03-29T22:00:00Z"],
  ["a moment before it", "2026-11-20T22:59:59.999Z", "2026-11-20T23:00:00Z"],
  ["at its first moment", "2026-11-20T23:00:00Z", "2026-11-21T23:00:00Z"],
])("the store's next day begins at its midnight, %s", (_, now, next) => expect(new Date(nextDay(at(now), ZONE)).toISOString()).toBe(new Date(next).toISOString()));

test.each(["2026-11-20T13:32:00Z", "2026-11-22T08:00:00Z", "2026-11-22T23:30:00Z", "2026-11-23T07:12:34Z", "2026-11-23T07:59:59Z"])(
  "from %s what is left stays as it reads until it changes",
  (now) => {
    const deadline = "2026-11-23T08:00:00Z";
    const next = nextChange([deadline], at(now), ZONE) ?? 0;
    const reads = (when: number) => JSON.stringify(left(deadline, when, ZONE));
    expect(next).toBeGreaterThan(at(now));
    expect(reads(next - 1)).toBe(reads(at(now)));
    expect(reads(next)).not.toBe(reads(at(now)));
  },
);

test("nothing changes any more once all is over", () => expect(nextChange(["2026-11-20T13:00:00Z"], at("2026-11-20T13:32:00Z"), ZONE)).toBeNull());

/** Web engines disagree on the form of a date, and WebKitGTK's "en-CA" is not the others'. */
function inAnotherEngine() {
  const formats = Intl.DateTimeFormat.prototype as { readonly format: unknown };
  const form = vi.spyOn(formats, "format", "get").mockReturnValue(() => "20/11/2026");
  onTestFinished(() => form.mockRestore());
}

test.each([
  ["2026-11-20T22:59:59Z", "Europe/Paris", "2026-11-20"],
  ["2026-11-20T23:00:00Z", "Europe/Paris", "2026-11-21"],
  ["2026-01-02T00:30:00Z", "Atlantic/Azores", "2026-01-01"],
])("the day of %s in %s is %s, in every web engine's form of a date", (instant, zone, day) => {
  inAnotherEngine();
  expect(storeDay(at(instant), zone)).toBe(day);
});

test("what is left is days in every web engine's form of a date", () => {
  inAnotherEngine();
  expect(left("2026-11-23T08:00:00Z", at("2026-11-20T13:32:00Z"), ZONE)).toEqual({ unit: "days", count: 3 });
});
