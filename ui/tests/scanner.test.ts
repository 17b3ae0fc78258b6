// A scanner among the keys: what is a scan, what is a person, what stays in a field.
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { character, GAP_MS, listen, Reader } from "../src/scanner";

type Key = { code: string; shiftKey?: boolean; repeat?: boolean; gap?: number };

/** Key strokes with their own time, apart by `gap` milliseconds. */
function strokes(keys: Key[], gap: number) {
  let timeStamp = 1000;
  return keys.map((key) => ({
    code: key.code,
    shiftKey: key.shiftKey ?? false,
    repeat: key.repeat ?? false,
    ctrlKey: false,
    altKey: false,
    metaKey: false,
    timeStamp: (timeStamp += key.gap ?? gap),
  }));
}
const CODE: Key[] = [
  { code: "ShiftLeft", gap: 0 },
  ...["KeyC", "KeyM", "KeyD"].map((code) => ({ code, shiftKey: true })),
  { code: "Minus" },
  ...["Digit2", "Digit0"].map((code) => ({ code })),
  { code: "ShiftLeft", gap: 5 },
  { code: "KeyB", shiftKey: true, gap: 5 },
];
function scan(keys: Key[], gap = 10): string[] {
  const reader = new Reader();
  return strokes(keys, gap).flatMap((stroke) => {
    const read = reader.read(stroke);
    return read.kind === "code" ? [read.code] : [];
  });
}

describe("a scan is told by its pace", () => {
  test("a burst that ends with Enter is one code", () => expect(scan([...CODE, { code: "Enter" }])).toEqual(["CMD-20B"]));
  test("Tab and the keypad's Enter end one too", () => {
    expect(scan([...CODE, { code: "Tab" }])).toEqual(["CMD-20B"]);
    expect(scan([...CODE, { code: "NumpadEnter" }])).toEqual(["CMD-20B"]);
  });
  test("gaps of exactly the limit still count, one more millisecond does not", () => {
    expect(scan([...CODE, { code: "Enter" }], GAP_MS)).toEqual(["CMD-20B"]);
    expect(scan([...CODE, { code: "Enter" }], GAP_MS + 1)).toEqual([]);
  });
  test("a late Enter is a person's", () => expect(scan([...CODE, { code: "Enter", gap: 400 }])).toEqual([]));
  test("two quick keys and Enter are a person's", () => expect(scan([{ code: "Digit1" }, { code: "Digit2" }, { code: "Enter" }])).toEqual([]));
  test("a key held down is no scan", () => {
    const held = Array.from({ length: 9 }, () => ({ code: "Digit1", repeat: true }));
    expect(scan([...held, { code: "Enter" }])).toEqual([]);
  });
  test("Enter twenty times after a code is one code and nineteen echoes", () => {
    const reader = new Reader();
    const kinds = strokes([...CODE, ...Array.from({ length: 20 }, () => ({ code: "Enter" }))], 10).map((stroke) => reader.read(stroke).kind);
    expect(kinds.filter((kind) => kind === "code")).toHaveLength(1);
    expect(kinds.filter((kind) => kind === "echo")).toHaveLength(19);
  });
});

describe("keys are read by their place", () => {
  test("digits are digits on an AZERTY tablet, with and without Shift", () => {
    expect(character("Digit2", false)).toBe("2");
    expect(character("Digit2", true)).toBe("2");
  });
  test("letters are the ones printed in the code", () => {
    expect(character("KeyQ", false)).toBe("q");
    expect(character("KeyQ", true)).toBe("Q");
  });
  test("a key that types nothing is none", () => expect(character("F5", false)).toBeNull());
});

describe("listening on the window", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  function play(target: EventTarget, keys: Key[], gap = 10): KeyboardEvent[] {
    return strokes(keys, gap).map((stroke) => {
      const event = new KeyboardEvent("keydown", { code: stroke.code, shiftKey: stroke.shiftKey, bubbles: true, cancelable: true });
      Object.defineProperty(event, "timeStamp", { value: stroke.timeStamp });
      target.dispatchEvent(event);
      if (target instanceof HTMLInputElement && !event.defaultPrevented) target.value += character(stroke.code, stroke.shiftKey) ?? "";
      return event;
    });
  }
  function listening() {
    const codes: string[] = [];
    const keys: string[] = [];
    onTestFinished(
      listen(
        (code) => codes.push(code),
        (event) => keys.push(event.code),
      ),
    );
    return { codes, keys };
  }

  test("a scan leaves nothing in the field that had the focus, and its Enter presses nothing", () => {
    const heard = listening();
    const field = document.body.appendChild(document.createElement("input"));
    onTestFinished(() => field.remove());
    field.value = "Dupont";
    const events = play(field, [...CODE, { code: "Enter" }]);
    expect(heard.codes).toEqual(["CMD-20B"]);
    expect(field.value).toBe("Dupont");
    expect(events.at(-1)?.defaultPrevented).toBe(true);
  });
  test("digits typed by a person reach the amount, a moment later and in order", () => {
    const heard = listening();
    play(document.body, [{ code: "Digit1" }, { code: "Digit2" }], 200);
    vi.advanceTimersByTime(100);
    expect(heard.keys).toEqual(["Digit1", "Digit2"]);
  });
  test("a scanned digit never reaches the amount", () => {
    const heard = listening();
    play(document.body, [...CODE, { code: "Enter" }]);
    vi.advanceTimersByTime(1000);
    expect(heard.keys).toEqual([]);
  });
  test("what is typed into a field is left to the field", () => {
    const heard = listening();
    const field = document.body.appendChild(document.createElement("input"));
    onTestFinished(() => field.remove());
    play(field, [{ code: "Digit1" }], 200);
    vi.advanceTimersByTime(100);
    expect(heard.keys).toEqual([]);
    expect(field.value).toBe("1");
  });
});
