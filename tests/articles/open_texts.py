"""What everyone may read of a record."""

from typing import Any


def open_texts(value: Any) -> Any:
    """All of a record's tables, lists and values that no twist seals, keys of twists apart."""
    if isinstance(value, list):
        return [open_texts(each) for each in value if not (isinstance(each, dict) and "twist" in each)]
    if isinstance(value, dict):
        hidden = {"twists"} | {key for key in value if key.endswith("twist")}
        hidden |= {key for key in ("full_name", "credited_as") if f"{key}_twist" in value}
        if "text_twist" in value:
            hidden |= {"quote", "paraphrase"}
        return {key: open_texts(each) for key, each in value.items() if key not in hidden}
    return value
