import "../base.css";
import "../post/outdoors.css";
import { mount } from "svelte";
import { beginPhone } from "../phone/begin";
import MedicalPage from "./MedicalPage.svelte";

mount(MedicalPage, { target: beginPhone() });
