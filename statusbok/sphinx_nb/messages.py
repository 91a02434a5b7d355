"""What the themes say to a reader, in bokmål."""

# Strings that go through gettext (Sphinx, pydata-sphinx-theme, sphinx-book-theme).
MESSAGES = {
    "Announcement": "Kunngjøring",
    "Back to top": "Til toppen",
    "Breadcrumb": "Brødsmulesti",
    "By": "Av",
    "Click to collapse": "Klikk for å skjule",
    "Click to expand": "Klikk for å vise",
    "Collapse Sidebar": "Skjul menyen",
    "Color mode": "Lys eller mørk visning",
    "Contents": "Innhold",
    "Copyright %(copyright)s": "Opphavsrett %(copyright)s",
    "Dark": "Mørk",
    "Download this page": "Last ned siden",
    "Edit": "Rediger",
    "Error": "Feil",
    "Expand Sidebar": "Vis menyen",
    "Fullscreen mode": "Fullskjerm",
    "Home": "Forsiden",
    "Indices": "Registre",
    "Last updated on": "Sist oppdatert",
    "Last updated on %(last_updated)s.": "Sist oppdatert %(last_updated)s.",
    "Light": "Lys",
    "Link to this definition": "Lenke til denne definisjonen",
    "Link to this heading": "Lenke til denne overskriften",
    "Link to this image": "Lenke til dette bildet",
    "Link to this table": "Lenke til denne tabellen",
    "Link to this term": "Lenke til dette begrepet",
    "On this page": "Innhold på denne siden",
    "Please activate JavaScript to enable the search functionality.": "Slå på JavaScript for å bruke søket.",
    "Print to PDF": "Skriv ut til PDF",
    "Search": "Søk",
    "Section Navigation": "Meny for delen",
    "Show Source": "Vis kilden",
    "Site navigation": "Hovedmeny",
    "Skip to main content": "Gå til hovedinnholdet",
    "System Settings": "Som på enheten",
    "Version warning": "Advarsel om versjon",
    "next": "neste",
    "next page": "neste side",
    "previous": "forrige",
    "previous page": "forrige side",
    "© Copyright %(copyright)s.": "© %(copyright)s",
}

# Strings that stand in the templates as they are, with the markup that makes each one unmistakable.
PHRASES = {
    'title="Toggle primary sidebar"': 'title="Vis eller skjul menyen"',
    'title="Toggle secondary sidebar"': 'title="Vis eller skjul innholdet på siden"',
    'docs-nav" aria-label="Main"': 'docs-nav" aria-label="Hovedmeny"',
    '<nav aria-label="Page">': '<nav aria-label="Innhold på denne siden">',
    'aria-label="Icon Links"': 'aria-label="Lenker"',
}

# Strings of Sphinx's search that its own Norwegian catalogue leaves empty or half done.
SCRIPT_MESSAGES = {
    "Preparing search...": "Forbereder søket …",
    "Search Results": "Søkeresultater",
    "Search finished, found ${resultCount} page(s) matching the search query.": "Antall sider som passer med søket: ${resultCount}.",
    "Your search did not match any documents. Please make sure that all words are spelled correctly and that "
    "you've selected enough categories.": "Ingen sider passer med søket. Prøv et annet ord eller en annen skrivemåte.",
}

# Runs after the theme's translations. From a disk a page may not read another, so the search shows titles only.
SCRIPT = """
if (location.protocol === "file:") DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;
"""

# On the search page: what stands under a hit is the text of the article, without menus, tables folded in and links.
SEARCH_SCRIPT = """
Search.htmlToText = (text, anchor) => {
  const page = new DOMParser().parseFromString(text, "text/html");
  page.querySelectorAll(".headerlink, script, style, details, .sb-edition, .sb-hidden, .sb-skip").forEach((part) => part.remove());
  const part = (anchor && page.querySelector(`article ${anchor}`)) || page.querySelector("article");
  return part ? part.textContent : "";
};
"""
