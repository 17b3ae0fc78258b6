// A barcode scanner that poses as a keyboard: it types a code in one go and ends it with Enter or Tab. It is told from
// a person by its pace alone, and read by the place of the keys, so that an AZERTY tablet reads digits as digits. What
// is done with a code, and with the keys that turned out to be a person's, is left to whoever listens.

/** The longest pause between two keys of one scan, in milliseconds. */
export const GAP_MS = 50;

/** Fewer characters than this are a quick hand, not a code. */
const LEAST = 3;

/** What a key of a US keyboard types, plain and with Shift. Scanners are set to one; the tablet's layout is ignored. */
const MARKS: Record<string, [string, string]> = {
  Minus: ["-", "_"],
  Equal: ["=", "+"],
  Period: [".", ">"],
  Comma: [",", "<"],
  Slash: ["/", "?"],
  Semicolon: [";", ":"],
  Quote: ["'", '"'],
  Backslash: ["\\", "|"],
  BracketLeft: ["[", "{"],
  BracketRight: ["]", "}"],
  Space: [" ", " "],
  NumpadSubtract: ["-", "-"],
  NumpadAdd: ["+", "+"],
  NumpadMultiply: ["*", "*"],
  NumpadDivide: ["/", "/"],
  NumpadDecimal: [".", "."],
};

/** The character under a physical key. Digits are digits with Shift too: French scanners hold it down for them. */
export function character(code: string, shift: boolean): string | null {
  const digit = /^(?:Digit|Numpad)([0-9])$/.exec(code)?.[1];
  if (digit) return digit;
  const letter = /^Key([A-Z])$/.exec(code)?.[1];
  if (letter) return shift ? letter : letter.toLowerCase();
  return MARKS[code]?.[shift ? 1 : 0] ?? null;
}

/** What reading a key came to. */
export type Read =
  /** It may be the beginning or the middle of a scan. */
  | { kind: "part"; first: boolean }
  /** The scan is whole. */
  | { kind: "code"; code: string }
  /** An Enter or Tab that a scanner sent after its end: not a person's. */
  | { kind: "echo" }
  /** Shift goes with the key after it, within a scan too. */
  | { kind: "shift" }
  /** A person's key. */
  | { kind: "other" };

type Stroke = Pick<KeyboardEvent, "code" | "shiftKey" | "ctrlKey" | "altKey" | "metaKey" | "repeat" | "timeStamp">;

/** Reads keys one by one. Pure but for what it remembers; time is the event's own. */
export class Reader {
  #code = "";
  #last = Number.NEGATIVE_INFINITY;
  #ended = Number.NEGATIVE_INFINITY;

  read(stroke: Stroke): Read {
    if (/^(Shift|CapsLock)/.test(stroke.code)) return { kind: "shift" };
    const inTime = stroke.timeStamp - this.#last <= GAP_MS;
    const ends = /^(Enter|NumpadEnter|Tab)$/.test(stroke.code);
    if (ends && stroke.timeStamp - this.#ended <= GAP_MS) {
      this.#ended = stroke.timeStamp;
      return { kind: "echo" };
    }
    if (ends && inTime && this.#code.length >= LEAST) {
      const code = this.#code.trim();
      this.#forget();
      this.#ended = stroke.timeStamp;
      return { kind: "code", code };
    }
    // A key held down repeats at a scanner's pace.
    const typed = stroke.repeat || stroke.ctrlKey || stroke.altKey || stroke.metaKey ? null : character(stroke.code, stroke.shiftKey);
    if (typed === null) {
      this.#forget();
      return { kind: "other" };
    }
    const first = !inTime || this.#code === "";
    this.#code = first ? typed : this.#code + typed;
    this.#last = stroke.timeStamp;
    return { kind: "part", first };
  }

  #forget(): void {
    this.#code = "";
    this.#last = Number.NEGATIVE_INFINITY;
  }
}

/** The text fields a scan may have fallen into. */
function field(target: EventTarget | null): HTMLInputElement | HTMLTextAreaElement | null {
  if (target instanceof HTMLTextAreaElement) return target;
  const typed = target instanceof HTMLInputElement && !/^(radio|checkbox|button)$/.test(target.type);
  return typed ? target : null;
}

/**
 * Listens on the whole window. `onCode` gets each scanned code; `onKey` gets the keys that were no scan and fell into
 * no field, in order, once it is sure. A scan leaves nothing behind in the field that had the focus. Returns how to stop.
 */
export function listen(onCode: (code: string) => void, onKey: (event: KeyboardEvent) => void): () => void {
  const reader = new Reader();
  let before: { field: HTMLInputElement | HTMLTextAreaElement; value: string } | null = null;
  let held: KeyboardEvent[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;

  const release = () => {
    clearTimeout(timer);
    const keys = held;
    held = [];
    keys.forEach(onKey);
  };
  const take = (event: KeyboardEvent, code: string) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    clearTimeout(timer);
    held = [];
    if (before) {
      before.field.value = before.value;
      before.field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    before = null;
    onCode(code);
  };
  const onKeydown = (event: KeyboardEvent) => {
    const into = field(event.target);
    const read = reader.read(event);
    switch (read.kind) {
      case "code":
        take(event, read.code);
        break;
      case "echo":
        event.preventDefault();
        event.stopImmediatePropagation();
        break;
      case "part":
        if (read.first) {
          release();
          before = into ? { field: into, value: into.value } : null;
        }
        if (!into) {
          if (!read.first) event.preventDefault(); // a space within a code presses no button
          held.push(event);
          clearTimeout(timer);
          timer = setTimeout(release, GAP_MS + 10);
        }
        break;
      case "shift":
        break;
      case "other":
        release();
        if (!into) onKey(event);
        break;
    }
  };
  window.addEventListener("keydown", onKeydown, { capture: true });
  return () => {
    clearTimeout(timer);
    window.removeEventListener("keydown", onKeydown, { capture: true });
  };
}
