import "../base.css";
import "../post/outdoors.css";
import { mount } from "svelte";
import { beginPhone } from "../phone/begin";
import FamilyPage from "./FamilyPage.svelte";

mount(FamilyPage, { target: beginPhone() });
