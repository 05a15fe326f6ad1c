-- What is kept of the traffic with platforms: cursors, authorisations, comparisons.
SELECT 1;
