import "../base.css";
import "../post/outdoors.css";
import { mount } from "svelte";
import { beginPhone } from "../phone/begin";
import RadioPage from "./RadioPage.svelte";

mount(RadioPage, { target: beginPhone() });
