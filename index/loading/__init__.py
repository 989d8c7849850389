"""Glossary files in, validated glossaries out."""
