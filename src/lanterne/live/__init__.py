"""The tick: events to field to forecast to decisions' support to views."""
