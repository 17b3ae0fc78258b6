// The manager's pad over the pretended backend: it opens in place, tries what is typed, and lets the deed go on by itself,
// once. What a PIN is and what it opens is Rust's; here, that the screen neither shows one nor presses twice.
import { describe, expect, test, vi } from "vitest";
import { Faulty, FRESH } from "../src/fake/backend";
import { OPEN } from "../src/fake/world";
import { keyed } from "../src/pin";
import { open, read, type Stage } from "./stage";

const PIN = "7391";
const financed = { at: "financing", id: "T2-000143", from: "today" } as const;
const asked = (shop: Stage, command: string) => shop.backend.asked.filter((each) => each.command === command).map((each) => each.args);

async function keys(shop: Stage, pin: string) {
  for (const digit of pin) await shop.tap(`pin-${digit}`);
  await shop.tap("pin-ok");
}
async function asksForTheRefund(pin: string | null = PIN): Promise<Stage> {
  const shop = await open(financed, (backend) => (backend.pin = pin));
  await shop.tap("refund");
  await shop.tap("confirm-yes");
  await shop.see("pin-pad");
  return shop;
}

test("a PIN is keyed in digit by digit and never grows past twelve", () => {
  expect([..."739173917391739"].reduce((pin, key) => keyed(pin, key as "7"), "")).toBe("739173917391");
  expect(keyed("7391", "back")).toBe("739");
  expect(keyed("", "back")).toBe("");
});

describe("a refund", () => {
  test("asks for the manager's PIN in place, and goes on by itself, once", async () => {
    const shop = await asksForTheRefund();
    await keys(shop, PIN);
    await shop.until(() => expect(shop.gone("confirm-yes")).toBe(true));
    expect(asked(shop, "authorise")).toEqual([{ pin: PIN }]);
    expect(asked(shop, "refund")).toHaveLength(2); // refused for want of the PIN, then done
    expect(shop.gone("pin-pad")).toBe(true);
    expect(read(await shop.see("financing-state"))).toContain("Remboursement");
  });
  test("is not done when nobody gives the PIN, and the question stays", async () => {
    const shop = await asksForTheRefund();
    await shop.tap("pin-cancel");
    await shop.until(() => expect(shop.gone("pin-pad")).toBe(true));
    await shop.see("confirm-yes");
    expect(shop.gone("fault")).toBe(true);
    expect(asked(shop, "refund")).toHaveLength(1);
  });
  test("asks again for each one", async () => {
    const shop = await asksForTheRefund();
    await keys(shop, PIN);
    await shop.until(() => expect(shop.gone("confirm-yes")).toBe(true));
    shop.backend.rows = shop.backend.rows.map((each) => (each.id === financed.id ? { ...each, state: "financed" } : each));
    await shop.tell(financed.id);
    await shop.tap("refund");
    await shop.tap("confirm-yes");
    await shop.see("pin-pad");
  });
});

describe("the pad", () => {
  test("shows dots and no digit, on the screen or in what is read aloud", async () => {
    const shop = await asksForTheRefund();
    for (const digit of "739") await shop.tap(`pin-${digit}`);
    const dots = await shop.see("pin-dots");
    await shop.until(() => expect(dots.dataset.count).toBe("3"));
    expect(dots.querySelectorAll(".typed")).toHaveLength(3);
    expect(`${dots.textContent}${dots.getAttribute("aria-label")}`).not.toMatch(/7|9/);
    expect(((await shop.see("pin-ok")) as HTMLButtonElement).disabled).toBe(true);
    await shop.tap("pin-back");
    await shop.until(() => expect(dots.dataset.count).toBe("2"));
  });
  test("takes the keyboard's digits by their place, and Enter once", async () => {
    const shop = await asksForTheRefund();
    const pad = await shop.see("pin-pad");
    const press = (code: string, repeat = false) => pad.dispatchEvent(new KeyboardEvent("keydown", { code, repeat, bubbles: true, cancelable: true }));
    for (const code of ["Digit7", "Numpad3", "Digit9", "KeyA", "Digit1"]) press(code);
    await shop.until(() => expect((document.querySelector('[data-testid="pin-dots"]') as HTMLElement).dataset.count).toBe("4"));
    press("Enter", true);
    expect(asked(shop, "authorise")).toHaveLength(0);
    press("Enter");
    press("Enter");
    await shop.until(() => expect(shop.gone("pin-pad")).toBe(true));
    expect(asked(shop, "authorise")).toEqual([{ pin: PIN }]);
  });
  test("says that a PIN is wrong, forgets it, and takes the right one", async () => {
    const shop = await asksForTheRefund();
    await keys(shop, "5286");
    expect(read(await shop.see("fault"))).toMatch(/Ce n’est pas le code.*4 essais.*Rien n’a été fait/);
    expect((await shop.see("pin-dots")).dataset.count).toBe("0");
    expect(document.body.innerHTML).not.toContain("5286");
    await keys(shop, PIN);
    await shop.until(() => expect(shop.gone("pin-pad")).toBe(true));
    expect(asked(shop, "refund")).toHaveLength(2);
  });
  test("counts a wait down and tries nothing meanwhile", async () => {
    const shop = await asksForTheRefund();
    shop.backend.instead.authorise = () => new Faulty({ fault: "manager", why: { pin: "wait", seconds: 2 } });
    const now = vi.spyOn(Date, "now");
    const begun = Date.now();
    await keys(shop, PIN);
    expect(read(await shop.see("fault"))).toContain("2 secondes");
    delete shop.backend.instead.authorise;
    for (const digit of PIN) await shop.tap(`pin-${digit}`);
    expect(((await shop.see("pin-ok")) as HTMLButtonElement).disabled).toBe(true);
    now.mockReturnValue(begun + 5_000);
    document.dispatchEvent(new Event("visibilitychange"));
    await shop.until(() => expect((document.querySelector('[data-testid="pin-ok"]') as HTMLButtonElement).disabled).toBe(false));
    await shop.tap("pin-ok");
    await shop.until(() => expect(shop.gone("pin-pad")).toBe(true));
    now.mockRestore();
  });
  test("tells what keeps the vault shut, and nothing was done", async () => {
    const shop = await asksForTheRefund();
    shop.backend.instead.authorise = () => new Faulty({ fault: "vault", vault: "locked" });
    await keys(shop, PIN);
    expect(read(await shop.see("fault"))).toContain("verrouillé");
    expect(asked(shop, "refund")).toHaveLength(1);
  });
  test("tells training's PIN in training, and no other", async () => {
    const shop = await open(financed, (backend) => {
      backend.pin = "2468";
      backend.situation = { ...OPEN, training: true };
    });
    await shop.tap("refund");
    await shop.tap("confirm-yes");
    expect(read(await shop.see("pin-training"))).toBe("Code à l’entraînement : 2468");
    await shop.tap("pin-cancel");
    const real = await asksForTheRefund();
    expect(real.gone("pin-training")).toBe(true);
  });
});

describe("a till without a PIN", () => {
  test("has one chosen, typed twice, and goes on with the deed", async () => {
    const shop = await asksForTheRefund(null);
    await keys(shop, PIN);
    await keys(shop, "5286");
    expect(read(await shop.see("fault"))).toContain("n’a pas été saisi pareil");
    await keys(shop, PIN);
    await keys(shop, PIN);
    await shop.until(() => expect(shop.gone("confirm-yes")).toBe(true));
    expect(shop.backend.pin).toBe(PIN);
    expect(asked(shop, "refund")).toHaveLength(2);
  });
  test("is not set up with a PIN that will not do: it is said where it is typed", async () => {
    const shop = await open(null, (backend) => {
      backend.situation = { ...FRESH, language: "fr" };
      backend.instead.set_up = () => new Faulty({ fault: "fields", fields: [{ field: "pin", problem: "too_easy" }] });
    });
    await shop.tap("first-setup");
    await shop.type("setup-pin", "1234");
    await shop.type("setup-pin-again", "1234");
    await shop.tap("setup-save");
    await shop.until(() => expect(document.querySelector('[data-testid="setup-pin"]')?.getAttribute("aria-invalid")).toBe("true"));
    expect(read(await shop.see("fault"))).toMatch(/Ce code n’est pas accepté.*trop facile/);
    expect(asked(shop, "set_up")).toMatchObject([{ form: { pin: "1234", pin_again: "1234" } }]);
    expect(((await shop.see("setup-pin")) as HTMLInputElement).type).toBe("password");
  });
});

describe("the settings", () => {
  test("are looked at by everyone, ask once at the first change, and are closed by leaving", async () => {
    const shop = await open({ at: "settings" }, (backend) => (backend.pin = PIN));
    await shop.tap("settings-credentials-sandbox");
    await shop.see("lifetime-months");
    expect(shop.gone("pin-pad")).toBe(true);
    await shop.type("lifetime-months", "36");
    await shop.tap("lifetime-save");
    await shop.see("pin-pad");
    await keys(shop, PIN);
    await shop.tap("lifetime-default");
    await shop.until(() => expect(asked(shop, "keep_personal_data")).toEqual([{ months: 36 }, { months: 36 }, { months: null }]));
    expect(asked(shop, "authorise")).toHaveLength(1);
    await shop.tap("rail-today");
    await shop.until(() => expect(shop.backend.count("end_authority")).toBe(2)); // at the door too
  });
  test("are not opened by a PIN that was typed for the relay on a journey", async () => {
    const shop = await open({ at: "journey", id: "T2-000147" }, (backend) => {
      backend.pin = PIN;
      backend.journey = { kind: "page", handed: false };
    });
    await shop.tap("journey-relay");
    await shop.tap("confirm-yes");
    await keys(shop, PIN);
    await shop.until(() => expect(shop.backend.settings.relay).toBe(true));
    await shop.tap("rail-settings");
    await shop.type("lifetime-months", "36");
    await shop.tap("lifetime-save");
    await shop.see("pin-pad");
  });
  test("change the PIN, once the one before was given", async () => {
    const shop = await open({ at: "settings" }, (backend) => (backend.pin = PIN));
    await shop.tap("pin-change");
    await keys(shop, "5286");
    await keys(shop, "5286");
    await shop.until(() => expect(read(document.querySelector('[data-testid="pin-pad"] h2') as Element)).toBe("Code du responsable"));
    expect(document.querySelectorAll('[data-testid="pin-pad"]')).toHaveLength(1);
    await keys(shop, PIN);
    await shop.until(() => expect(shop.gone("pin-pad")).toBe(true));
    expect(read(await shop.see("pin-saved"))).not.toBe("");
    expect(shop.backend.pin).toBe("5286");
  });
});

test("a customer's journey is ended without a PIN", async () => {
  const shop = await open({ at: "journey", id: "T2-000147" }, (backend) => {
    backend.pin = PIN;
    backend.rows = backend.rows.map((each) => (each.id === "T2-000147" ? { ...each, state: "shown" } : each));
  });
  await shop.tap("journey-cancel");
  await shop.tap("confirm-yes");
  await shop.until(() => expect(shop.backend.count("cancel")).toBe(1));
  expect(shop.gone("pin-pad")).toBe(true);
});
