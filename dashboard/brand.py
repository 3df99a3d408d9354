"""The name and its sign: tally marks, four and one across, on a dock door."""

NAME = "Tallydock"
_MARK = (
    '<rect x="2" y="2" width="36" height="36" rx="8" fill="#0f766e"/>'
    '<g stroke="#fff" stroke-width="3" stroke-linecap="round">'
    '<path d="M11 11v18M17 11v18M23 11v18M29 11v18"/>'
    '<path d="M8 25L32 15" stroke="#fbbf24"/></g>'
)
ICON = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40">{_MARK}</svg>'
LOGO = (
    f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 176 40">{_MARK}'
    '<text x="48" y="28" font-family="sans-serif" font-size="23" font-weight="700" fill="#1c2430">'
    f"{NAME}</text></svg>"
)
