"""Statusbok: open statistics in, a municipality's yearly status report on work and business out."""
