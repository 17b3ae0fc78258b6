// The screens over the pretended backend, as staff meet them: each test is a sentence about the shop.
import { describe, expect, onTestFinished, test, vi } from "vitest";
import type { StartForm } from "../src/bindings";
import { Faulty, FRESH } from "../src/fake/backend";
import { deliveries, detail, GATEWAYS, NOW, OPEN, row, ROWS } from "../src/fake/world";
import { open, read } from "./stage";

const forms = (stage: Awaited<ReturnType<typeof open>>) => stage.backend.asked.filter((each) => each.command === "start").map((each) => each.args.form as StartForm);

describe("first start", () => {
  const french = { ...FRESH, language: "fr" } as const;
  test("speaks the system's language until one is chosen, and training keeps it", async () => {
    const shop = await open(null, (backend) => (backend.situation = FRESH));
    await shop.until(() => expect(document.body.textContent).toContain("Welcome to Comptoir"));
    expect(document.documentElement.lang).toBe("en");
    await shop.tap("first-training");
    expect(read(await shop.see("training-band"))).toContain("Training");
    expect(shop.backend.asked).toContainEqual({ command: "set_language", args: { language: "en" } });
  });
  test("a language that could not be kept says why", async () => {
    const shop = await open(null, (backend) => {
      backend.situation = french;
      backend.instead.set_language = () => new Faulty({ fault: "disk_full" });
    });
    await shop.tap("language-en");
    expect(read(await shop.see("fault"))).toContain("Le disque est plein");
  });
  test("training mode is one tap, and cannot be mistaken on any screen", async () => {
    const shop = await open(null, (backend) => (backend.situation = french));
    await shop.tap("first-training");
    await shop.see("start-qr");
    for (const place of ["deliver", "today", "attention", "settings", "start"]) {
      await shop.tap(`rail-${place}`);
      expect(read(await shop.see("training-band"))).toContain("Entraînement");
    }
  });
  test("a till is set up with a short form, and an objection keeps what was typed", async () => {
    const shop = await open(null, (backend) => {
      backend.situation = french;
      backend.instead.set_up = () => new Faulty({ fault: "fields", fields: [{ field: "shop", problem: "missing" }] });
    });
    await shop.tap("first-setup");
    await shop.type("till-prefix", "T9");
    await shop.tap("setup-save");
    await shop.see("fault");
    expect(((await shop.see("till-prefix")) as HTMLInputElement).value).toBe("T9");
    expect((await shop.see("till-shop")).getAttribute("aria-invalid")).toBe("true");
    delete shop.backend.instead.set_up;
    await shop.tap("setup-save");
    await shop.see("rail-start");
  });
  test("the language is changed by its own name", async () => {
    const shop = await open(null, (backend) => (backend.situation = french));
    await shop.tap("language-en");
    await shop.until(() => expect(document.body.textContent).toContain("Welcome to Comptoir"));
    expect(document.documentElement.lang).toBe("en");
  });
});

describe("trouble", () => {
  test("a locked vault says so, that nothing was written, and opens once it is unlocked", async () => {
    const shop = await open(null, (backend) => (backend.situation = { stands: "in_trouble", trouble: "vault", vault: "locked", training: false, language: "fr" }));
    const text = read(await shop.see("trouble"));
    expect(text).toContain("verrouillé");
    expect(text).toContain("Rien n’est écrit d’ici dans le registre");
    expect(shop.gone("trouble-leave-training")).toBe(true);
    shop.backend.situation = OPEN;
    await shop.tap("trouble-again");
    await shop.see("start-qr");
  });
  test("training that cannot be opened is left for the real till, and support gets a reference", async () => {
    const shop = await open(null, (backend) => (backend.situation = { stands: "in_trouble", trouble: "ledger", kind: "corrupt", file: "training.db", reference: "7f3a9c", backup: null, training: true, language: "fr" }));
    expect(read(await shop.see("trouble-quote"))).toContain("7f3a9c");
    await shop.tap("trouble-leave-training");
    await shop.see("start-qr");
    expect(shop.backend.count("leave_training")).toBe(1);
  });
});

describe("a damaged ledger", () => {
  const damaged = (backup: string | null) => ({ stands: "in_trouble", trouble: "ledger", kind: "corrupt", file: "till.ledger", reference: "7f3a9c", backup, training: false, language: "fr" }) as const;
  test("its backup is restored only past a question that says what is lost and what is asked about", async () => {
    const shop = await open(null, (backend) => (backend.situation = damaged("2026-11-19T07:58:00Z")));
    await shop.tap("trouble-restore");
    const parts = read(await shop.see("restore-parts"));
    expect(parts).toMatch(/copié à part.*manque au registre.*portail.*interrogé.*Rien n’est envoyé de nouveau/);
    await shop.tap("confirm-no");
    await shop.until(() => expect(shop.gone("restore-parts")).toBe(true));
    expect(shop.backend.count("restore_backup")).toBe(0);
    await shop.tap("trouble-restore");
    await shop.tap("confirm-yes");
    await shop.see("start-qr");
    expect(shop.backend.asked).toContainEqual({ command: "restore_backup", args: { made: "2026-11-19T07:58:00Z" } });
  });
  test("without a whole backup nothing is offered", async () => {
    const shop = await open(null, (backend) => (backend.situation = damaged(null)));
    await shop.see("trouble-again");
    expect(shop.gone("trouble-restore")).toBe(true);
  });
});

describe("a profile", () => {
  test("asks for what only the shop has, and writes what was typed and no more", async () => {
    const shop = await open({ at: "settings" });
    await shop.tap("settings-profile-sandbox");
    expect(read(await shop.see("fill-in-sandbox-addresses.api-mark"))).toBe("À donner");
    await shop.type("fill-in-sandbox-addresses.api", "https://api.example");
    await shop.tap("fill-in-save-sandbox");
    await shop.until(() => expect(shop.gone("fill-in-sandbox-addresses.api-mark")).toBe(true));
    expect(shop.backend.asked.filter((each) => each.command === "fill_in").map((each) => each.args)).toEqual([{ gateway: "sandbox", values: [{ key: "addresses.api", value: "https://api.example" }] }]);
  });
});

describe("a customer’s data", () => {
  const asked = (shop: Awaited<ReturnType<typeof open>>, command: string) => shop.backend.asked.filter((each) => each.command === command).map((each) => each.args);
  test("are written into a file for those financings that are surely theirs, unless a manager adds another", async () => {
    const shop = await open({ at: "financing", id: "T2-000143", from: "today" });
    await shop.tap("data-export");
    expect(((await shop.see("data-of-T2-000098")) as HTMLInputElement).checked).toBe(true);
    expect(((await shop.see("data-of-T2-000061")) as HTMLInputElement).checked).toBe(false);
    await shop.tap("confirm-yes");
    expect(read(await shop.see("data-file"))).toBe("papers/T2-000143-customer-data-2026-11-20.json");
    expect(asked(shop, "export_customer")).toEqual([{ id: "T2-000143", of: ["T2-000143", "T2-000098"] }]);
    expect(shop.backend.count("erase_customer")).toBe(0);
  });
  test("are erased only past a question that says what stays", async () => {
    const shop = await open({ at: "financing", id: "T2-000143", from: "today" });
    await shop.tap("data-erase");
    expect(read(await shop.see("data-stays"))).toMatch(/montants.*reçus.*sauvegardes.*organisme/);
    await shop.tap("confirm-no");
    await shop.until(() => expect(shop.gone("confirm-no")).toBe(true));
    expect(shop.backend.count("erase_customer")).toBe(0);
    await shop.tap("data-erase");
    await shop.tap("data-of-T2-000061");
    await shop.tap("confirm-yes");
    expect(read(await shop.see("data-erased"))).toContain("2 ne sont pas terminés");
    expect(asked(shop, "erase_customer")).toEqual([{ id: "T2-000143", of: ["T2-000143", "T2-000098", "T2-000061"] }]);
    await shop.until(() => expect(document.body.textContent).toContain("Plus rien n’est conservé"));
    expect(shop.gone("data-export")).toBe(true);
  });
  test("are not erased while money is open", async () => {
    const shop = await open({ at: "financing", id: "T2-000140", from: "today" });
    await shop.tap("data-erase");
    await shop.see("data-of-T2-000140");
    expect(((await shop.see("confirm-yes")) as HTMLButtonElement).disabled).toBe(true);
    await shop.tap("data-of-T2-000061");
    await shop.until(() => expect((document.querySelector('[data-testid="confirm-yes"]') as HTMLButtonElement).disabled).toBe(false));
  });
  test("live as long as the settings say, in months, and the country’s default is one tap away", async () => {
    const shop = await open({ at: "settings" });
    await shop.type("lifetime-months", "0");
    expect(((await shop.see("lifetime-save")) as HTMLButtonElement).disabled).toBe(true);
    await shop.type("lifetime-months", "36");
    await shop.tap("lifetime-save");
    await shop.tap("lifetime-default");
    await shop.until(() => expect((document.querySelector('[data-testid="lifetime-months"]') as HTMLInputElement).value).toBe("24"));
    expect(asked(shop, "keep_personal_data")).toEqual([{ months: 36 }, { months: null }]);
  });
});

describe("starting", () => {
  async function keyed(shop: Awaited<ReturnType<typeof open>>, digits: string) {
    for (const digit of digits) await shop.tap(`keypad-${digit}`);
  }
  test("what was keyed in is what is sent, once, however often it is pressed", async () => {
    const shop = await open({ at: "start" });
    await keyed(shop, "124990");
    await shop.tap("product-4XCB");
    await shop.tap("mode-two-step");
    await shop.type("order", "CMD-20418");
    await shop.type("customer-first-name", "Élodie");
    await shop.type("customer-last-name", "Fontaine");
    await shop.type("customer-mobile", "0612345678");
    const button = await shop.see("start-qr");
    for (let press = 0; press < 20; press++) button.click();
    await shop.see("journey-qr");
    expect(forms(shop)).toHaveLength(1);
    expect(forms(shop)[0]).toMatchObject({ gateway: "sandbox", amount: 124_990, product: "4XCB", instalments: 4, mode: "two_step", order: "CMD-20418", sending: "link" });
    expect(forms(shop)[0]?.customer.billing).toMatchObject({ first_name: "Élodie", last_name: "Fontaine", mobile: "+33612345678" });
  });
  test("a number is read as one of the store's country, whatever its zone", async () => {
    const shop = await open({ at: "start" }, (backend) => (backend.situation = { ...OPEN, country: "PT", zone: "Europe/Paris" }));
    await shop.type("customer-mobile", "912345678");
    await shop.tap("start-qr");
    await shop.see("journey-qr");
    expect(forms(shop)[0]?.customer.billing?.mobile).toBe("+351912345678");
  });
  test("a press that failed is pressed again under the same token", async () => {
    const shop = await open({ at: "start" }, (backend) => (backend.instead.start = () => new Faulty({ fault: "broken", code: "x", reference: "1" })));
    await shop.tap("start-qr");
    await shop.see("fault");
    delete shop.backend.instead.start;
    await shop.tap("start-qr");
    await shop.see("journey-qr");
    const [first, second] = forms(shop);
    expect(first?.token).toBe(second?.token);
  });
  test("the limits are said while keying, and the refusal stays", async () => {
    const shop = await open({ at: "start" }, (backend) => (backend.instead.start = () => new Faulty({ fault: "limits", minimum: 10_000, maximum: 300_000 })));
    expect(read(await shop.see("limits"))).toContain("de 100 € à 3 000 €");
    await keyed(shop, "9999999");
    await shop.until(() => expect(read(document.querySelector('[data-testid="limits"]') as Element)).toContain("va jusqu’à 3 000 €"));
    await shop.tap("start-qr");
    await shop.see("fault");
    await shop.tap("keypad-back");
    expect(shop.gone("fault")).toBe(false);
  });
  test("the screen asks for what the product needs, and folds away what it takes besides", async () => {
    const shop = await open({ at: "start" });
    await shop.see("customer-email");
    expect(shop.gone("start-optional")).toBe(true);
    await shop.tap("gateway-payplug");
    const fold = (await shop.see("start-optional")).closest("details") as HTMLDetailsElement;
    expect(fold.hasAttribute("open")).toBe(false);
    for (const within of ["customer-birth-date", "customer-prescoring", "cart-add"]) expect(fold.contains(await shop.see(within))).toBe(true);
    expect(fold.contains(await shop.see("customer-mobile"))).toBe(false);
    await shop.type("customer-birth-date", "21/06/1982");
    await shop.until(() => expect(read(fold)).toContain("1 rempli"));
    await shop.tap("start-qr");
    await shop.see("journey-qr");
    expect(forms(shop)[0]?.customer).toMatchObject({ birth_date: "1982-06-21", ship_place: null, cart: [] });
  });
  test("what is objected to unfolds, at the line that is meant", async () => {
    const shop = await open({ at: "start" }, (backend) => (backend.instead.start = () => new Faulty({ fault: "fields", fields: [{ field: "cart_tax", problem: "malformed" }] })));
    await shop.tap("gateway-payplug");
    for (const line of [0, 1]) {
      await shop.tap("cart-add");
      await shop.type(`cart-tax-${line}`, line === 0 ? "5,5" : "120");
    }
    await shop.tap("start-qr");
    const wrong = await shop.see("cart-tax-1");
    await shop.until(() => expect(document.activeElement).toBe(wrong));
    const unfolded = (testid: string) => document.querySelector(`[data-testid="${testid}"]`)?.closest("details")?.hasAttribute("open");
    expect(["start-optional", "cart-more-0", "cart-more-1"].map(unfolded)).toEqual([true, false, true]);
  });
  test("a field objected to is marked and gets the focus", async () => {
    const shop = await open({ at: "start" }, (backend) => (backend.instead.start = () => new Faulty({ fault: "fields", fields: [{ field: "last_name", problem: "too_long", most: 15 }] })));
    await shop.tap("start-qr");
    const field = await shop.see("customer-last-name");
    await shop.until(() => expect(document.activeElement).toBe(field));
    expect(field.getAttribute("aria-invalid")).toBe("true");
  });
  test("what is keyed in outlives a look at another screen", async () => {
    const shop = await open({ at: "start" });
    await keyed(shop, "500");
    await shop.tap("rail-today");
    await shop.see("search");
    await shop.tap("rail-start");
    expect((await shop.see("amount")).dataset.cents).toBe("500");
  });
  test("without a ready gateway the screen says where to make one ready", async () => {
    const shop = await open({ at: "start" }, (backend) => (backend.situation = { ...OPEN, gateways: OPEN.gateways.map((gateway) => ({ ...gateway, usable: false })) }));
    await shop.tap("start-settings");
    await shop.see("settings-test-sandbox");
  });
});

describe("the journey", () => {
  test("shows the code as a picture with its address and host, and says it is on the counter", async () => {
    const shop = await open({ at: "journey", id: "T2-000147" });
    const code = await shop.see("journey-qr");
    expect(code.querySelector("svg path[fill='#000']")).not.toBeNull();
    expect(code.getAttribute("aria-label")).toBeTruthy();
    expect(((await shop.see("journey-address")) as HTMLInputElement).value).toBe("https://journey.example/j/4f6c2b9a0d5e4c7f8a1b");
    expect(read(await shop.see("journey-host"))).toBe("journey.example");
    expect(shop.backend.asked).toContainEqual({ command: "on_counter", args: { id: "T2-000147" } });
    await shop.tap("journey-done");
    await shop.until(() => expect(shop.backend.asked).toContainEqual({ command: "on_counter", args: { id: null } }));
  });
  test("follows what it is told, and asks nothing by itself", async () => {
    const shop = await open({ at: "journey", id: "T2-000147" });
    await shop.see("journey-qr");
    const asked = shop.backend.count("detail");
    shop.backend.rows = shop.backend.rows.map((each) => (each.id === "T2-000147" ? { ...each, state: "reserved" as const } : each));
    await shop.tell("T2-000001");
    expect(shop.backend.count("detail")).toBe(asked);
    await shop.tell("T2-000147");
    await shop.until(() => expect(document.querySelector('[data-testid="journey-state"]')?.getAttribute("data-state")).toBe("reserved"));
    expect(shop.gone("journey-qr")).toBe(true);
  });
  test("is ended only after a question", async () => {
    const shop = await open({ at: "journey", id: "T2-000147" });
    await shop.tap("journey-cancel");
    await shop.tap("confirm-no");
    await shop.until(() => expect(shop.gone("confirm-no")).toBe(true));
    expect(shop.backend.count("cancel")).toBe(0);
    await shop.tap("journey-cancel");
    await shop.tap("confirm-yes");
    await shop.until(() => expect(shop.backend.count("cancel")).toBe(1));
  });
  test("asked too soon says how long to wait", async () => {
    const shop = await open({ at: "journey", id: "T2-000147" }, (backend) => (backend.instead.check = () => new Faulty({ fault: "too_soon", seconds: 7 })));
    await shop.tap("journey-check");
    expect(read(await shop.see("fault"))).toContain("7 secondes");
  });
  test("a lost link says that nothing is financed", async () => {
    const shop = await open({ at: "journey", id: "T2-000136" });
    await shop.until(() => expect(document.body.textContent).toContain("Le lien s’est perdu"));
  });
  test("a page that cannot go into a code says so, and what to do", async () => {
    const shop = await open({ at: "journey", id: "T2-000147" }, (backend) => (backend.journey = { kind: "page", handed: false }));
    await shop.until(() => expect(document.body.textContent).toContain("ne tient pas dans un QR code"));
    await shop.see("journey-cancel");
  });
  test("a page is handed over with the till, and the till is taken back", async () => {
    const shop = await open({ at: "journey", id: "T2-000147" }, (backend) => (backend.journey = { kind: "page", handed: false }));
    await shop.tap("journey-hand-over");
    await shop.see("journey-take-back");
    expect(shop.backend.asked).toContainEqual({ command: "hand_over", args: { id: "T2-000147" } });
    await shop.tap("rail-today");
    await shop.see("search");
    await shop.tap("financing-row-T2-000147");
    await shop.tap("show-journey");
    await shop.tap("journey-take-back");
    await shop.see("journey-hand-over");
    expect(shop.backend.count("close_hand_over")).toBe(1);
  });
  test("the till is back with staff when the customer closes the window", async () => {
    const shop = await open({ at: "journey", id: "T2-000147" }, (backend) => (backend.journey = { kind: "page", handed: false }));
    await shop.tap("journey-hand-over");
    await shop.see("journey-take-back");
    shop.backend.journey = { kind: "page", handed: false };
    await shop.tell("T2-000147");
    await shop.see("journey-hand-over");
    expect(shop.gone("journey-take-back")).toBe(true);
  });
  test("a page that cannot be handed over says why, and the till stays with staff", async () => {
    const shop = await open({ at: "journey", id: "T2-000147" }, (backend) => {
      backend.journey = { kind: "page", handed: false };
      backend.instead.hand_over = () => new Faulty({ fault: "setting", setting: "relay" });
    });
    await shop.tap("journey-hand-over");
    await shop.see("fault");
    expect(shop.gone("journey-take-back")).toBe(true);
  });
  test("the relay is switched on only past its risks, and the page becomes a code", async () => {
    const shop = await open({ at: "journey", id: "T2-000147" }, (backend) => (backend.journey = { kind: "page", handed: false }));
    await shop.tap("journey-relay");
    expect(read(await shop.see("relay-risks"))).toMatch(/en clair.*prend sa place/);
    expect(shop.backend.count("relay")).toBe(0);
    shop.backend.journey = { kind: "address", svg: "<svg/>", address: "http://192.0.2.7:4200/j/0f", host: "192.0.2.7", until: null };
    await shop.tap("confirm-yes");
    expect(read(await shop.see("journey-host"))).toBe("192.0.2.7");
    expect(shop.backend.asked).toContainEqual({ command: "relay", args: { on: true } });
  });
  const relays = (host: string, until: string) => ({ kind: "address", svg: "<svg/>", address: `http://${host}/j/0f`, host, until }) as const;
  function freeze() {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "Date"], now: NOW });
    onTestFinished(() => void vi.useRealTimers());
  }
  test("the relay's code is another one the moment it is dead, and asked for once", async () => {
    freeze();
    const shop = await open({ at: "journey", id: "T2-000147" }, (backend) => (backend.journey = relays("192.0.2.7:1", new Date(NOW + 60_000).toISOString())));
    await shop.see("journey-qr");
    const asked = shop.backend.count("journey");
    shop.backend.journey = relays("192.0.2.7:2", new Date(NOW + 960_000).toISOString());
    await vi.advanceTimersByTimeAsync(59_000);
    expect(shop.backend.count("journey")).toBe(asked);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(read(await shop.see("journey-host"))).toBe("192.0.2.7:2");
    expect(shop.backend.count("journey")).toBe(asked + 1);
  });
  test("a code whose customer's time is over is taken away, with what to press", async () => {
    freeze();
    const shop = await open({ at: "journey", id: "T2-000147" });
    await shop.see("journey-qr");
    await vi.advanceTimersByTimeAsync(48 * 60_000); // it began three minutes ago and has fifty
    expect(read(await shop.see("journey-over"))).toMatch(/temps du client est écoulé.*« Vérifier ».*« Annuler… »/);
    expect(shop.gone("journey-qr")).toBe(true);
    await shop.see("journey-check");
    await shop.see("journey-cancel");
  });
  test("a customer who has the till in hand when their time is over does not keep it", async () => {
    freeze();
    const shop = await open({ at: "journey", id: "T2-000147" }, (backend) => (backend.journey = { kind: "page", handed: true }));
    await vi.advanceTimersByTimeAsync(48 * 60_000);
    await shop.tap("journey-take-back");
    await shop.see("journey-over");
    expect(shop.backend.count("close_hand_over")).toBe(1);
  });
  test("that cannot be read says so, and not that it was asked too soon before", async () => {
    const shop = await open({ at: "journey", id: "T2-000147" }, (backend) => (backend.instead.check = () => new Faulty({ fault: "too_soon", seconds: 7 })));
    await shop.tap("journey-check");
    expect((await shop.see("fault")).dataset.fault).toBe("too_soon");
    shop.backend.instead.detail = () => new Faulty({ fault: "broken", code: "corrupt", reference: "1" });
    await shop.tell("T2-000147");
    await shop.until(() => expect((document.querySelector('[data-testid="fault"]') as HTMLElement).dataset.fault).toBe("broken"));
  });
  test("asked without network, it says that nothing changed and when it is asked again", async () => {
    const shop = await open({ at: "journey", id: "T2-000147" }, (backend) => {
      const found = ROWS.find((each) => each.id === "T2-000147");
      const last_question = { at: "2026-11-20T13:32:00Z", outcome: "not_reached", why: "no_connection" } as const;
      if (found) backend.instead.detail = () => ({ ...detail(found), last_question });
    });
    const said = read(await shop.see("last-question"));
    expect(said).toContain("Cofidis n’a pas été interrogé à 14:32:00. L’organisme est injoignable. Rien n’a changé.");
    expect(said).toContain("La caisse redemandera");
  });
});

describe("to deliver", () => {
  test("the nearest deadline is first, and what was sent waits for its answer", async () => {
    const shop = await open({ at: "deliver" });
    await shop.see("deliver-row-T2-000138");
    const rows = [...document.querySelectorAll('[data-testid^="deliver-row-"]')];
    expect(rows.map((each) => each.getAttribute("data-testid"))).toEqual(["T2-000138", "T2-000139", "T2-000140", "T2-000141"].map((id) => `deliver-row-${id}`));
    expect(read(rows[3] as Element)).toContain("Envoyé, en attente de réponse");
    expect(shop.gone("deliver-T2-000141")).toBe(true);
  });
  test("delivered is asked once more and sent once, whole", async () => {
    const shop = await open({ at: "deliver" });
    await shop.tap("deliver-T2-000138");
    expect(shop.gone("confirm-part")).toBe(true);
    const yes = await shop.see("confirm-yes");
    for (let press = 0; press < 20; press++) yes.click();
    await shop.until(() => expect(shop.gone("confirm-yes")).toBe(true));
    expect(shop.backend.asked.filter((each) => each.command === "deliver")).toEqual([{ command: "deliver", args: { id: "T2-000138", amount: null } }]);
    await shop.until(() => expect(shop.gone("deliver-T2-000138")).toBe(true));
    expect(document.querySelector('[data-testid="deliver-row-T2-000138"]')?.textContent).not.toMatch(/financé/i);
  });
  test("a part is keyed in where the gateway takes one, and never more than is left", async () => {
    const shop = await open({ at: "deliver" });
    await shop.tap("deliver-T2-000139");
    await shop.tap("confirm-part");
    for (const digit of "214051") await shop.tap(`keypad-${digit}`);
    expect(((await shop.see("confirm-yes")) as HTMLButtonElement).disabled).toBe(true);
    await shop.tap("keypad-back");
    await shop.tap("confirm-yes");
    await shop.until(() => expect(shop.backend.asked).toContainEqual({ command: "deliver", args: { id: "T2-000139", amount: 21_405 } }));
  });
  test("an empty list says what to do", async () => {
    const shop = await open({ at: "deliver" }, (backend) => (backend.rows = []));
    expect(read(await shop.see("empty"))).toContain("Rien à livrer");
    await shop.see("deliver-start");
  });
});

describe("the day", () => {
  test("a search answers while one types", async () => {
    const shop = await open({ at: "today" });
    await shop.see("financing-row-T2-000143");
    await shop.type("search", "beNali");
    await shop.until(() => expect(shop.gone("financing-row-T2-000142")).toBe(true));
    await shop.see("financing-row-T2-000143");
  });
  test("a filter keeps what it names", async () => {
    const shop = await open({ at: "today" });
    await shop.tap("filter-ended");
    await shop.until(() => expect(document.querySelectorAll('[data-testid^="financing-row-"]')).toHaveLength(1));
  });
  test("there is no day after today", async () => {
    const shop = await open({ at: "today" });
    await shop.see("financing-row-T2-000143");
    expect(((await shop.see("day-after")) as HTMLButtonElement).disabled).toBe(true);
    await shop.tap("day-before");
    await shop.until(() => expect(shop.backend.asked).toContainEqual({ command: "today", args: { day: "2026-11-19", filter: "all", search: "" } }));
  });
});

describe("a search", () => {
  const lastYear = row(12, "Nadia Benali", 45_000, "financed", { started: "2025-11-20T09:15:00Z" });
  test("goes over every day: it shows no figures of one, and the date of what is of another", async () => {
    const shop = await open({ at: "today" }, (backend) => (backend.rows = [...ROWS, lastYear]));
    await shop.see("total-financed");
    await shop.type("search", "benali");
    await shop.see("searched-everywhere");
    expect(shop.gone("total-financed")).toBe(true);
    expect(document.querySelector('[data-testid^="total-state-"]')).toBeNull();
    const time = (id: string) => read(document.querySelector(`[data-testid="financing-row-${id}"]`)?.closest("tr")?.querySelector(".time") as Element);
    expect(time("T2-000012")).toBe("20/11/2025 10:15");
    expect(time("T2-000143")).toMatch(/^\d\d:\d\d$/);
    await shop.type("search", "");
    await shop.see("total-financed");
  });
  test("that finds nothing says that every day was looked at, and that beginnings are found", async () => {
    const shop = await open({ at: "today" });
    await shop.type("search", "zzz");
    expect(read(await shop.see("empty"))).toMatch(/quel que soit le jour.*le début d’un nom/);
  });
  test("begins among all, whatever the day was filtered by, and a filter that empties it is named", async () => {
    const shop = await open({ at: "today" });
    await shop.tap("filter-refunded");
    await shop.until(() => expect(shop.gone("financing-row-T2-000146")).toBe(true));
    await shop.type("search", "weber");
    await shop.see("financing-row-T2-000146");
    await shop.tap("filter-ended");
    expect(read(await shop.see("empty"))).toContain("Rien ne correspond parmi « Terminés »");
    await shop.type("search", "webe"); // what was narrowed stays so while one types on
    await shop.until(() => expect(shop.backend.asked.at(-1)?.args).toMatchObject({ filter: "ended", search: "webe" }));
  });
  test("of a scanned number is among all, in the middle of another search too", async () => {
    const shop = await open({ at: "today" });
    await shop.type("search", "weber");
    await shop.tap("filter-ended");
    await shop.see("empty");
    for (const [at, code] of [...[..."20417"].map((digit) => `Digit${digit}`), "Enter"].entries()) {
      const event = new KeyboardEvent("keydown", { code, bubbles: true, cancelable: true });
      Object.defineProperty(event, "timeStamp", { value: 1000 + 10 * at }); // a scanner's pace, however fast this machine is
      document.body.dispatchEvent(event);
    }
    await shop.see("financing-row-T2-000146");
  });
  test("is not what an empty filter is", async () => {
    const shop = await open({ at: "today" }, (backend) => (backend.rows = ROWS.filter((each) => each.state !== "refused")));
    await shop.tap("filter-ended");
    expect(read(await shop.see("empty"))).toContain("Aucun financement de ce jour n’est de ceux-là");
  });
});

describe("a till that is left on over night", () => {
  const at = (text: string) => vi.setSystemTime(new Date(text));
  /** Midnight in the store is 23:00 in Greenwich. It is a minute off: every look at the screen takes a millisecond of it. */
  const [before, midnight] = ["2026-11-20T22:59:00Z", "2026-11-20T23:00:00Z"];
  const toMidnight = (andMs: number) => vi.advanceTimersByTimeAsync(Date.parse(midnight) - Date.now() + andMs);
  function freeze() {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] });
    onTestFinished(() => void vi.useRealTimers());
    at(before);
  }
  test("shows the new day from its first second, and counts what is left from there", async () => {
    freeze();
    const shop = await open({ at: "today" });
    await shop.see("total-financed");
    const asked = shop.backend.count("today");
    await toMidnight(-500);
    expect(shop.backend.count("today")).toBe(asked);
    await toMidnight(500);
    expect(shop.backend.count("today")).toBe(asked + 1);
  });
  test("shows the new day also where one went back a day and came again", async () => {
    freeze();
    const shop = await open({ at: "today" });
    await shop.see("total-financed");
    await shop.tap("day-before");
    await shop.see("day-today");
    await shop.tap("day-after");
    await shop.until(() => expect(shop.gone("day-today")).toBe(true));
    expect(shop.backend.asked.filter((each) => each.command === "today").at(-1)?.args.day).toBe("2026-11-20");
    await toMidnight(500);
    expect(shop.backend.asked.filter((each) => each.command === "today").at(-1)?.args.day).toBeNull();
  });
  test("says one day less to deliver", async () => {
    freeze();
    const deadline = "2026-11-23T08:00:00Z";
    const shop = await open({ at: "deliver" }, (backend) => {
      const listed = deliveries(ROWS).filter((each) => each.id === "T2-000140");
      backend.instead.to_deliver = () => listed.map((each) => ({ ...each, deadline }));
    });
    const left = async () => read(await shop.see("deliver-row-T2-000140"));
    expect(await left()).toContain("Encore 3 jours");
    await toMidnight(500);
    expect(await left()).toContain("Encore 2 jours");
  });
  test("looks again when its window is shown after a sleep", async () => {
    freeze();
    const shop = await open({ at: "today" });
    await shop.see("total-financed");
    const asked = shop.backend.count("today");
    at("2026-11-21T07:30:00Z"); // the machine slept, and its timers with it
    document.dispatchEvent(new Event("visibilitychange"));
    await shop.until(() => expect(shop.backend.count("today")).toBe(asked + 1));
  });
});

describe("what failed in the background", () => {
  const backup = { job: "backup", since: "2026-11-20T07:58:00Z", kind: "disk_full", reference: "7F3A9-4" } as const;
  test("is said on every screen, with why and what is safe, until it succeeds", async () => {
    const shop = await open({ at: "start" }, (backend) => (backend.unresolved = [backup]));
    for (const place of ["deliver", "today", "settings"]) {
      await shop.tap(`rail-${place}`);
      expect(read(await shop.see("unresolved-backup"))).toMatch(/copie du jour.*disque est plein.*Le registre lui-même continue.*7F3A9-4/);
    }
    shop.backend.unresolved = [];
    await shop.tell(null);
    await shop.until(() => expect(shop.gone("unresolved-backup")).toBe(true));
  });
  test("is said even when the figures cannot be read", async () => {
    const shop = await open({ at: "start" }, (backend) => {
      backend.unresolved = [{ ...backup, job: "follow_up", kind: "chain_broken" }];
      backend.instead.badges = () => new Faulty({ fault: "broken", code: "corrupt", reference: "1" });
    });
    expect(read(await shop.see("unresolved-follow_up"))).toMatch(/ne peut pas suivre.*vérifiez le registre/);
  });
});

describe("the day by state", () => {
  test("every state of the day says how many and how much, in the order of a financing's way", async () => {
    const shop = await open({ at: "today" });
    expect(read(await shop.see("total-state-reserved"))).toBe("Accepté, réservé 2 3 681,50 €");
    const states = [...document.querySelectorAll('[data-testid^="total-state-"]')].map((each) => each.getAttribute("data-testid"));
    expect(states).toEqual(["opening", "filling", "under_review", "accepted", "reserved", "releasing", "financed", "refused"].map((state) => `total-state-${state}`));
  });
  test("what waits for the network is counted on every screen, and goes when it is sent", async () => {
    const shop = await open({ at: "settings" });
    await shop.until(() => expect(read(document.querySelector('[data-testid="waiting"]') as Element)).toBe("1 opération gardée, à envoyer"));
    shop.backend.rows = shop.backend.rows.map((each) => ({ ...each, pending: null }));
    await shop.tell("T2-000137");
    await shop.until(() => expect(read(document.querySelector('[data-testid="waiting"]') as Element)).toBe(""));
  });
});

describe("one financing", () => {
  test("offers exactly what the rules allow", async () => {
    const shop = await open({ at: "financing", id: "T2-000144", from: "today" });
    await shop.see("financing-state");
    for (const deed of ["refund", "cancel", "print-receipt", "check", "deliver-T2-000144"]) expect(shop.gone(deed), deed).toBe(true);
  });
  test("a receipt says where it was written", async () => {
    const shop = await open({ at: "financing", id: "T2-000143", from: "today" });
    await shop.tap("print-receipt");
    expect(read(await shop.see("printed-file"))).toBe("receipts/T2-000143.pdf");
  });
  test("a refund refused by the rules stays in the question with its reason", async () => {
    const shop = await open({ at: "financing", id: "T2-000143", from: "today" }, (backend) => {
      backend.instead.refund = () => new Faulty({ fault: "refused", why: { refusal: "above_left", left: 87_100 } });
    });
    await shop.tap("refund");
    await shop.tap("confirm-yes");
    expect(read(await shop.see("fault"))).toContain("871,00 €");
    expect(shop.gone("confirm-yes")).toBe(false);
  });
  test("a fault is the one of what was pressed last", async () => {
    const shop = await open({ at: "financing", id: "T2-000143", from: "today" }, (backend) => {
      backend.instead.check = () => new Faulty({ fault: "too_soon", seconds: 7 });
      backend.instead.print = () => new Faulty({ fault: "disk_full" });
    });
    const fault = (kind: string) => shop.until(() => expect((document.querySelector('[data-testid="fault"]') as HTMLElement).dataset.fault).toBe(kind));
    await shop.tap("check");
    await fault("too_soon");
    await shop.tap("print-receipt");
    await fault("disk_full");
    await shop.tap("check");
    await fault("too_soon");
  });
  test("something kept without network says it was not sent", async () => {
    const shop = await open({ at: "financing", id: "T2-000137", from: "today" });
    expect(read(await shop.see("financing-state"))).toBe("Gardé, pas encore envoyé");
  });
});

describe("attention", () => {
  test("each says why and what to do", async () => {
    const shop = await open({ at: "attention" });
    await shop.see("financing-row-T2-000136");
    const notes = [...document.querySelectorAll('[data-testid="attention-note"]')].map(read);
    expect(notes[0]).toContain("Annulez celui-ci et recommencez");
    expect(notes[1]).toContain("041");
  });
});

describe("the ledger's card", () => {
  test("says when the last verified copy was made, and that there is none yet", async () => {
    const shop = await open({ at: "settings" });
    expect(read(await shop.see("last-copy"))).toContain("Dernière copie vérifiée : 20 nov., 08:58");
    shop.backend.settings = { ...shop.backend.settings, last_copy: null };
    await shop.tell(null);
    await shop.until(() => expect(read(document.querySelector('[data-testid="last-copy"]') as Element)).toContain("Aucune copie"));
  });
  test("leads from damage that a check finds to the backup, without the bell", async () => {
    const shop = await open({ at: "settings" }, (backend) => {
      backend.instead.verify_ledger = () => {
        backend.situation = { stands: "in_trouble", trouble: "ledger", kind: "chain_broken", file: "till.ledger", reference: "7f3a9c", backup: "2026-11-19T07:58:00Z", training: false, language: "fr" };
        return { rows: 0, financings: 0, head: "", broken: "journal row 1 was edited" };
      };
    });
    await shop.tap("ledger-verify");
    await shop.see("trouble-restore");
    expect(read(await shop.see("trouble"))).toContain("Une ligne passée du registre a été modifiée");
  });
});

describe("training", () => {
  test("is gone into only past a question that says what the real till leaves undone", async () => {
    const shop = await open({ at: "settings" });
    await shop.tap("training-try");
    expect(read(await shop.see("training-stops"))).toMatch(/fermée pendant ce temps.*8 financements ne sont pas terminés.*1 opération est gardée/);
    await shop.tap("confirm-no");
    await shop.until(() => expect(shop.gone("training-stops")).toBe(true));
    expect(shop.backend.count("try_training")).toBe(0);
    await shop.tap("training-try");
    await shop.tap("confirm-yes");
    await shop.see("training-band");
    expect(shop.backend.count("try_training")).toBe(1);
  });
  test("takes nothing along that was keyed in at the real till, and gives it nothing, through a trouble neither", async () => {
    const shop = await open({ at: "start" });
    const types = async (name: string) => {
      await shop.tap("rail-start");
      await shop.type("customer-last-name", name);
      await shop.tap("rail-settings");
    };
    const forgotten = async () => {
      await shop.tap("rail-start");
      await shop.until(() => expect((document.querySelector('[data-testid="customer-last-name"]') as HTMLInputElement).value).toBe(""));
    };
    await types("Fontaine");
    await shop.tap("training-try");
    await shop.tap("confirm-yes");
    await shop.see("training-band");
    await forgotten();
    await types("Exercice");
    shop.backend.situation = { stands: "in_trouble", trouble: "ledger", kind: "corrupt", file: "training.db", reference: "7f3a9c", backup: null, training: true, language: "fr" };
    await shop.tell(null);
    await shop.tap("trouble-leave-training");
    await forgotten();
  });
  test("says of a copy of a customer's data what becomes of it there", async () => {
    const shop = await open({ at: "financing", id: "T2-000143", from: "today" }, (backend) => (backend.situation = { ...OPEN, training: true }));
    await shop.tap("data-export");
    await shop.see("data-of-T2-000098");
    await shop.tap("confirm-yes");
    await shop.see("data-file");
    expect(document.body.textContent).toContain("supprimé au prochain entraînement");
    expect(document.body.textContent).not.toContain("dès le lendemain");
  });
});

describe("settings", () => {
  test("a portal that was not reached is no fault of this machine", async () => {
    const shop = await open({ at: "settings" }, (backend) => {
      backend.instead.open_portal = () => new Faulty({ fault: "portal", why: { portal: "not_reached", why: "no_connection" } });
    });
    await shop.tap("portal-sandbox-homepage");
    expect(read(await shop.see("fault"))).toMatch(/portail n’a pas été ouvert.*injoignable/);
  });
  test("a gateway that a locked vault keeps as it was says so", async () => {
    const shop = await open({ at: "settings" }, (backend) => {
      const trouble = { why: "vault", vault: "locked" } as const;
      backend.settings = { ...backend.settings, gateways: GATEWAYS.map((each) => ({ ...each, trouble })) };
    });
    expect(read(await shop.see("gateway-trouble-sandbox"))).toMatch(/^Il continue tel qu’il était\. .*verrouillé/);
  });
  test("a credential goes out and is never shown again", async () => {
    const shop = await open({ at: "settings" });
    await shop.tap("settings-credentials-sandbox");
    await shop.type("credential-sandbox-api_key", "secret-value");
    await shop.tap("credential-save-sandbox-api_key");
    await shop.until(() => expect(shop.backend.asked).toContainEqual({ command: "set_credential", args: { gateway: "sandbox", name: "api_key", value: "secret-value" } }));
    await shop.until(() => expect(((document.querySelector('[data-testid="credential-sandbox-api_key"]') as HTMLInputElement).value)).toBe(""));
    expect(document.body.innerHTML).not.toContain("secret-value");
  });
  test("the credentials are asked for once when they are opened", async () => {
    const shop = await open({ at: "settings" });
    await shop.tap("settings-credentials-sandbox");
    await shop.see("credential-sandbox-api_key");
    expect(shop.backend.count("credentials")).toBe(1);
  });
  test("a profile's mistake shows its line and saves nothing", async () => {
    const shop = await open({ at: "settings" }, (backend) => {
      backend.instead.save_profile = () => new Faulty({ fault: "profile", line: 2, key: "id", detail: "not a name" });
    });
    await shop.tap("settings-profile-sandbox");
    const text = await shop.see("profile-text-sandbox");
    await shop.until(() => expect((text as HTMLTextAreaElement).value).toContain("gateway"));
    await shop.type("profile-text-sandbox", "gateway = 1\nid = ?");
    await shop.tap("profile-save-sandbox");
    expect(read(await shop.see("fault"))).toContain("ligne 2 · id · not a name");
  });
  test("an objection to the shop's address or its registration is marked where it is typed", async () => {
    const shop = await open({ at: "settings" }, (backend) => {
      backend.instead.save_till = () => new Faulty({ fault: "fields", fields: [{ field: "shop_lines", problem: "too_long", most: 60 }, { field: "legal_id", problem: "too_long", most: 40 }] });
    });
    await shop.type("till-legal-id", "RCS Tours 000 000 000");
    await shop.tap("till-save");
    await shop.until(() => expect(document.querySelectorAll('[aria-invalid="true"]')).toHaveLength(2));
    expect((await shop.see("till-lines")).getAttribute("aria-invalid")).toBe("true");
    expect(shop.backend.asked.find((each) => each.command === "save_till")?.args.form).toMatchObject({ legal_id: "RCS Tours 000 000 000" });
  });
  test("a gateway that cannot be used says why and what to do", async () => {
    const shop = await open({ at: "settings" }, (backend) => {
      const trouble = { why: "credential_missing", name: "api_key" } as const;
      backend.settings = { ...backend.settings, gateways: GATEWAYS.map((each) => ({ ...each, usable: false, products: [], trouble })) };
      backend.instead.test_connection = () => ({ probe: "unusable", trouble });
    });
    expect(read(await shop.see("gateway-trouble-sandbox"))).toBe("« Clé d’API » n’est pas encore au coffre. Ouvrez les identifiants et saisissez-le.");
    await shop.tap("settings-test-sandbox");
    expect(read(await shop.see("probe-sandbox"))).toContain("Rien n’a été tenté.");
  });
  test("the relay is off until a manager has read its risks, and says so when the till was opened anew", async () => {
    const shop = await open({ at: "settings" });
    await shop.tap("relay-on");
    await shop.see("relay-risks");
    await shop.tap("confirm-no");
    await shop.until(() => expect(shop.gone("relay-risks")).toBe(true));
    expect(shop.backend.count("relay")).toBe(0);
    await shop.tap("relay-on");
    await shop.tap("confirm-yes");
    await shop.until(() => expect(read(document.querySelector('[data-testid="relay-state"]') as Element)).toBe("Le relais est allumé"));
    shop.backend.settings = { ...shop.backend.settings, relay: false };
    await shop.tell(null);
    await shop.until(() => expect(read(document.querySelector('[data-testid="relay-state"]') as Element)).toBe("Le relais est éteint"));
    await shop.tap("relay-on");
    await shop.tap("confirm-yes");
    await shop.tap("relay-off");
    await shop.see("relay-on");
    expect(shop.backend.asked.filter((each) => each.command === "relay").map((each) => each.args.on)).toEqual([true, true, false]);
  });
  test("a connection test says what it proved", async () => {
    const shop = await open({ at: "settings" });
    await shop.tap("settings-test-sandbox");
    expect(read(await shop.see("probe-sandbox"))).toContain("rien n’a bougé");
  });
  test("what a connection test proved is gone once a credential or the profile is another one", async () => {
    const shop = await open({ at: "settings" });
    await shop.tap("settings-credentials-sandbox");
    await shop.tap("settings-test-sandbox");
    await shop.see("probe-sandbox");
    await shop.type("credential-sandbox-api_key", "secret-value");
    await shop.tap("credential-save-sandbox-api_key");
    await shop.until(() => expect(shop.gone("probe-sandbox")).toBe(true));
    await shop.tap("settings-profile-sandbox");
    await shop.tap("settings-test-sandbox");
    await shop.see("probe-sandbox");
    await shop.type("fill-in-sandbox-addresses.api", "https://api.example");
    await shop.tap("fill-in-save-sandbox");
    await shop.until(() => expect(shop.gone("probe-sandbox")).toBe(true));
  });
  test("a portal that cannot be opened is not hidden by a connection that could not be tested", async () => {
    const shop = await open({ at: "settings" }, (backend) => {
      backend.instead.test_connection = () => new Faulty({ fault: "too_soon", seconds: 7 });
      backend.instead.open_portal = () => new Faulty({ fault: "portal", why: { portal: "not_reached", why: "no_connection" } });
    });
    await shop.tap("settings-test-sandbox");
    await shop.see("fault");
    await shop.tap("portal-sandbox-homepage");
    await shop.until(() => expect((document.querySelector('[data-testid="fault"]') as HTMLElement).dataset.fault).toBe("portal"));
  });
});

test("every figure on the rail is asked again when told, and only then", async () => {
  const shop = await open({ at: "today" });
  await shop.until(() => expect(read(document.querySelector('[data-testid="rail-deliver-figure"]') as Element)).toBe("4"));
  shop.backend.rows = [...ROWS, row(150, "Iris Noël", 20_000, "reserved")];
  await shop.tell(null);
  await shop.until(() => expect(read(document.querySelector('[data-testid="rail-deliver-figure"]') as Element)).toBe("5"));
});
