// Where a command answers that a manager is wanted: the one pad of the screen that asks for the PIN opens, and whoever
// pressed waits for what comes of it. It knows nothing of the deed, and holds no PIN.
import type { PinView } from "./bindings";

class Pad {
  /** Why the pad is open, and whom to tell whether a manager was there. */
  asked = $state.raw<{ why: PinView; tell: (there: boolean) => void } | null>(null);
}

export const pad = new Pad();

/** Opens the pad. Answers whether the PIN was right; a pad that is open already is not opened twice. */
export function callManager(why: PinView): Promise<boolean> {
  if (pad.asked) return Promise.resolve(false);
  return new Promise((answer) => {
    const tell = (there: boolean) => {
      pad.asked = null;
      answer(there);
    };
    pad.asked = { why, tell };
  });
}
