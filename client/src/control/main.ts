import "../base.css";
import "./decide.css";
import { mount } from "svelte";
import { theme } from "../theme.svelte";
import ControlPage from "./ControlPage.svelte";
import { live } from "./live.svelte";
import { saying } from "./say.svelte";

theme.start();
live.start();
void saying.start();

const target = document.getElementById("page");
if (target === null) throw new Error("control.html has no element #page to draw in");
mount(ControlPage, { target });
