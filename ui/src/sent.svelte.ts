// How a text will look when it leaves: gateways take few characters, and staff should see what becomes of the rest. The
// rewriting is the gateway's; this only asks for it, and only when a text holds a character that may change.
import { commands } from "./bindings";
import { answer } from "./state.svelte";

const SAFE = /^[A-Za-z0-9:. @+\-%*/_]*$/;

export class Sent {
  /** The text as it will be sent, where that differs from what was typed. */
  text = $state<string | null>(null);

  async look(gateway: string, typed: string): Promise<void> {
    this.text = null;
    if (SAFE.test(typed)) return;
    const told = await answer(commands.asSent(gateway, typed));
    if (told.status === "ok" && told.data !== typed) this.text = told.data;
  }
}
