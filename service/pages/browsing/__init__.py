"""Ways through the glossary from where a reader found nothing."""
