import "../base.css";
import "../post/outdoors.css";
import { mount } from "svelte";
import { beginPhone } from "../phone/begin";
import PostPage from "./PostPage.svelte";

mount(PostPage, { target: beginPhone() });
