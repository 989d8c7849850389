"""HTTP building blocks: context, parameters, responses, problems."""
