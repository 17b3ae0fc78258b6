// Before each test: a screen that nothing is left of, and what the pretended window does not do by itself.
import { clearMocks } from "@tauri-apps/api/mocks";
import { afterEach } from "vitest";
import { draft } from "../src/draft.svelte";
import { pad } from "../src/authority.svelte";
import { app } from "../src/state.svelte";

afterEach(() => {
  clearMocks();
  draft.reset();
  draft.gateway = "";
  pad.asked?.tell(false);
  app.situation = null;
  app.fault = null;
  app.place = { at: "start" };
});
