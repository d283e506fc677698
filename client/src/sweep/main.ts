import "../base.css";
import "../post/outdoors.css";
import { mount } from "svelte";
import { beginPhone } from "../phone/begin";
import SweepPage from "./SweepPage.svelte";

mount(SweepPage, { target: beginPhone() });
