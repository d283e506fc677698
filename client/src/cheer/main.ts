import "../base.css";
import "../post/outdoors.css";
import { mount } from "svelte";
import { beginPhone } from "../phone/begin";
import CheerPage from "./CheerPage.svelte";

mount(CheerPage, { target: beginPhone() });
