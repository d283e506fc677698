import "../base.css";
import "../post/outdoors.css";
import { mount } from "svelte";
import { beginPhone } from "../phone/begin";
import SagPage from "./SagPage.svelte";

mount(SagPage, { target: beginPhone() });
