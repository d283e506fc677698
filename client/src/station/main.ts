import "../base.css";
import "../post/outdoors.css";
import { mount } from "svelte";
import { beginPhone } from "../phone/begin";
import StationPage from "./StationPage.svelte";

mount(StationPage, { target: beginPhone() });
