// The first file that runs: styles, the bell, the screen.
import "./theme.css";
import { mount } from "svelte";
import App from "./App.svelte";
import { begin } from "./state.svelte";

const target = document.getElementById("app");
if (target) mount(App, { target });
void begin();
