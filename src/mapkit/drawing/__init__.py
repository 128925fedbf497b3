"""What pictures, films and the page draw by: looks, styles, marks."""
