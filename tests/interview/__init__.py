"""Tests of planning, digging, results and exports of interviews."""
