"""Translates a SAM template into a plain one: JSON on the standard input and output. Exits with 3 where the translator is missing."""

import json
import sys

try:
    from samtranslator.internal.managed_policies import get_bundled_managed_policy_map
    from samtranslator.model.exceptions import InvalidDocumentException
    from samtranslator.translator.transform import transform
except ImportError as error:
    sys.stderr.write(str(error))
    sys.exit(3)


class ManagedPolicies:
    """The ARNs of AWS's managed policies; the translator's own loader would ask IAM."""

    def load(self):
        return get_bundled_managed_policy_map("aws") or {}


given = json.load(sys.stdin)
try:
    translated = transform(given["template"], given["parameters"], ManagedPolicies(), passthrough_metadata=True)
except InvalidDocumentException as error:
    causes = [cause.message for cause in error.causes] if error.causes else [error.message]
    sys.stderr.write(" ".join(causes))
    sys.exit(1)
json.dump(translated, sys.stdout)
