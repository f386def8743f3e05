"""The verifier that travels in every bundle, against bundles that hold and bundles that do not."""
