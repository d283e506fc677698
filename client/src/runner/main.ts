import "../base.css";
import { mount } from "svelte";
import { live } from "../control/live.svelte";
import { theme } from "../theme.svelte";
import RunnerPage from "./RunnerPage.svelte";

theme.start();
live.start();

const target = document.getElementById("page");
if (target === null) throw new Error("runner.html has no element #page to draw in");
mount(RunnerPage, { target });
