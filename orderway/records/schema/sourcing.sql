-- What the choice of warehouses needs beside rates.
SELECT 1;
