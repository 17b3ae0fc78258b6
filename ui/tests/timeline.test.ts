// The way of a financing: what is behind, what is now, what is ahead.
import { describe, expect, test } from "vitest";
import type { ModeView, StateView } from "../src/bindings";
import { left, since } from "../src/clock.svelte";
import { detail, row } from "../src/fake/world";
import { timeline } from "../src/timeline";

function way(state: StateView, mode: ModeView = "two_step"): string {
  return timeline(detail(row(1, "Ana", 50_000, state, { mode })))
    .map((step) => `${step.name}:${step.where}`)
    .join(" ");
}

describe("two-step", () => {
  test("shown waits for the phone", () => {
    expect(way("shown")).toBe("opening:done shown:done opened:now filling:ahead decision:ahead deliver:ahead financed:ahead");
  });
  test("a review is a step only where there is one", () => {
    expect(way("under_review")).toContain("review:now");
    expect(way("reserved")).not.toContain("review");
  });
  test("accepted waits for the goods, and is not financed", () => {
    expect(way("reserved")).toContain("decision:done deliver:now financed:ahead");
  });
  test("a pressed delivery is not financed yet", () => expect(way("releasing")).toContain("deliver:done financed:now"));
  test("financed is done", () => expect(way("financed")).toContain("financed:done"));
  test("refused ends at the decision", () => expect(way("refused")).toContain("decision:ended deliver:ahead financed:ahead"));
  test("lapsed ends at the delivery", () => expect(way("lapsed")).toContain("deliver:ended financed:ahead"));
});

describe("direct", () => {
  test("there is no delivery to wait for", () => {
    expect(way("reserved", "direct")).toContain("decision:done financed:now");
    expect(way("reserved", "direct")).not.toContain("deliver");
  });
});

describe("what is left of a deadline", () => {
  const now = Date.parse("2026-11-20T12:00:00Z");
  test.each([
    ["2026-11-26T11:59:30Z", "days", 6],
    ["2026-11-24T13:00:00Z", "days", 4],
    ["2026-11-21T12:00:00Z", "days", 1],
    ["2026-11-22T23:30:00Z", "days", 3],
    ["2026-11-21T11:59:00Z", "hours", 23],
    ["2026-11-20T12:59:30Z", "minutes", 59],
    ["2026-11-20T11:58:00Z", "over", 0],
  ])("until %s: %s %i", (deadline, unit, count) => expect(left(deadline, now, "Europe/Paris")).toEqual({ unit, count }));
  test("a clock that was set back makes no negative wait", () => expect(since("2026-11-20T13:00:00Z", now)).toEqual({ minutes: 0, seconds: 0 }));
});
