/** Common first names of many places, of women and of men. */
export const womensNames: readonly string[] = (
  'Anna, Maria, Rosa, Elena, Fatima, Aisha, Leila, Amara, Chioma, Ngozi, Wei, Mei, Yuki, Hana, Priya, Anjali, Lakshmi, ' +
  'Carmen, Lucia, Valentina, Ximena, Guadalupe, Emily, Sarah, Laura, Claire, Hannah, Keisha, Latoya, Ebony, Tamika, Olga, Irina, ' +
  'Katarzyna, Ingrid, Astrid, Sofia, Chloe, Amelie, Zeynep, Miriam, Rachel, Esther, Nadia, Samira, Thuy, Linh, Joan, Margaret, Ruth'
).split(', ');
export const mensNames: readonly string[] = (
  'Martin, Peter, Thomas, Omar, Ahmed, Yusuf, Hassan, Kwame, Chidi, Emeka, Chen, Hiro, Kenji, Raj, Arjun, Sanjay, Carlos, ' +
  'Luis, Diego, Miguel, Jorge, Jack, Connor, Greg, Bradley, Jamal, DeShawn, Tyrone, Darnell, Ivan, Dmitri, Piotr, Lars, Bjorn, ' +
  'Matteo, Pierre, Mehmet, David, Aaron, Eli, Samuel, Tariq, Minh, Quang, George, Walter, Frank, Paul, Simon, Colin'
).split(', ');
export const familyNames: readonly string[] = (
  'Okafor, Mensah, Haddad, Rahman, Nguyen, Tanaka, Kim, Zhang, Patel, Sharma, Garcia, Morales, Ruiz, Novak, Petrov, ' +
  'Kowalski, Larsen, Murphy, Baker, Fletcher, Washington, Booker, Jefferson, Becker, Rossi, Cohen, Levy, Yilmaz, Silva, Walsh'
).split(', ');
