import "../base.css";
import "../post/outdoors.css";
import { mount } from "svelte";
import { beginPhone } from "../phone/begin";
import BoardPage from "./BoardPage.svelte";

mount(BoardPage, { target: beginPhone() });
